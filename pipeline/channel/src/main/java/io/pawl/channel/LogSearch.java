package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Looks through a stretch of the log for one channel's records: what came before a peer began to
 * listen, and takes nobody's word for.
 */
final class LogSearch {
  private final Supplier<PartitionReader> readers;
  private final Scheduler blocking;
  private final Codec codec;

  /**
   * @param readers a new reader of the uncommitted log, which is closed here
   * @param blocking threads that may block
   */
  LogSearch(Supplier<PartitionReader> readers, Scheduler blocking, Codec codec) {
    this.readers = readers;
    this.blocking = blocking;
    this.codec = codec;
  }

  /**
   * Gives {@code each} the channel's records in its partition of the log, unverified, on a thread
   * that may block. Completes after the last.
   *
   * @param from first offset; those that are truncated already are left out
   * @param to offset after the last; at most the log's end
   */
  Mono<Void> scan(
      ChannelId channel, TopicPartition log, long from, long to, Consumer<LogRecord> each) {
    return Mono.<Void>fromRunnable(() -> read(channel, log, from, to, each)).subscribeOn(blocking);
  }

  private void read(
      ChannelId channel, TopicPartition log, long from, long to, Consumer<LogRecord> each) {
    try (PartitionReader reader = readers.get()) {
      // Whoever claims an activation beyond the log's end must not make us wait for it.
      long end = Math.min(to, reader.end(log));
      long first = Math.max(from, reader.beginning(log));
      reader.read(log, first, end, chunk -> chunk.forEach(record -> give(each, channel, record)));
    }
  }

  private void give(
      Consumer<LogRecord> each, ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
    LogRecord found = read(channel, record);
    if (found != null) {
      each.accept(found);
    }
  }

  /**
   * The offset of the first of the channel's records that is wanted, unverified; empty if the log
   * has none. Errors if the log does not reach back to {@code from} any more.
   */
  Mono<Long> find(ChannelId channel, TopicPartition log, long from, Predicate<LogRecord> wanted) {
    return Mono.fromCallable(() -> first(channel, log, from, wanted)).subscribeOn(blocking);
  }

  private @Nullable Long first(
      ChannelId channel, TopicPartition log, long from, Predicate<LogRecord> wanted) {
    try (PartitionReader reader = readers.get()) {
      long end = reader.end(log);
      long beginning = reader.beginning(log);
      if (beginning > from) {
        throw new IllegalStateException(
            "%s begins at offset %d: what it had from %d on is not known any more"
                .formatted(log, beginning, from));
      }
      try (RecordCursor records = reader.cursor(log, from, Math.max(from, end))) {
        while (records.peek() != null) {
          ConsumerRecord<byte[], byte[]> record = records.next();
          LogRecord found = read(channel, record);
          if (found != null && wanted.test(found)) {
            return record.offset();
          }
        }
        return null;
      }
    }
  }

  /** The record, if it is of that channel. */
  private @Nullable LogRecord read(ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
    return ChannelKey.isOf(channel, record)
            && codec.decodeLog(record.value()) instanceof Decoded.Value<LogRecord>(LogRecord found)
            && found.channel().equals(channel)
        ? found
        : null;
  }
}
