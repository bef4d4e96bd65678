package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Looks through stretches of the log for channels' records: what came before a peer began to
 * listen, and takes nobody's word for.
 *
 * <p>Scans that wait at the same time share one reading of their partition, so that a process with
 * many channels comes back in a few passes over the log and not in one for each channel.
 */
final class LogSearch {
  private final Supplier<PartitionReader> readers;
  private final Scheduler blocking;
  private final PatientDecoder decoder;
  private final Queue<LogScan> waiting = new ConcurrentLinkedQueue<>();
  private final Turns turns;

  /**
   * @param readers a new reader of the uncommitted log, which is closed here
   * @param blocking threads that may block
   */
  LogSearch(Supplier<PartitionReader> readers, Scheduler blocking, PatientDecoder decoder) {
    this.readers = readers;
    this.blocking = blocking;
    this.decoder = decoder;
    this.turns = new Turns(blocking::schedule, this::readForAll, this::failAll);
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
    return Mono.create(caller -> {
      waiting.add(new LogScan(channel, log, from, to, each, caller));
      turns.wake();
    });
  }

  private List<LogScan> taken() {
    List<LogScan> scans = new ArrayList<>();
    for (LogScan scan = waiting.poll(); scan != null; scan = waiting.poll()) {
      scans.add(scan);
    }
    return scans;
  }

  /** Nothing is read any more, now or later. */
  private void failAll() {
    var closed = new RejectedExecutionException("the log is not read any more");
    taken().forEach(scan -> scan.fail(closed));
  }

  private void readForAll() {
    List<LogScan> scans = taken();
    if (!scans.isEmpty()) {
      read(scans);
    }
  }

  private void read(List<LogScan> scans) {
    Map<TopicPartition, List<LogScan>> byPartition = new HashMap<>();
    scans.forEach(
        scan -> byPartition.computeIfAbsent(scan.log(), it -> new ArrayList<>()).add(scan));
    try (PartitionReader reader = readers.get()) {
      byPartition.forEach((log, sharing) -> read(reader, log, sharing));
    } catch (RuntimeException e) {
      scans.forEach(scan -> scan.fail(e));
    }
  }

  private void read(PartitionReader reader, TopicPartition log, List<LogScan> scans) {
    // Whoever claims an activation beyond the log's end must not make us wait for it.
    long end = reader.end(log);
    long beginning = reader.beginning(log);
    long first = end;
    long last = beginning;
    Map<ChannelId, List<LogScan>> byChannel = new HashMap<>();
    for (LogScan scan : scans) {
      first = Math.min(first, Math.max(scan.from(), beginning));
      last = Math.max(last, Math.min(scan.to(), end));
      byChannel.computeIfAbsent(scan.channel(), it -> new ArrayList<>()).add(scan);
    }
    if (first < last) {
      reader.read(log, first, last, chunk -> chunk.forEach(record -> give(byChannel, record)));
    }
    scans.forEach(LogScan::complete);
  }

  private void give(
      Map<ChannelId, List<LogScan>> byChannel, ConsumerRecord<byte[], byte[]> record) {
    List<LogScan> scans = ChannelKey.of(record).map(byChannel::get).orElse(null);
    if (scans != null) {
      LogRecord found = read(scans.getFirst().channel(), record);
      if (found != null) {
        scans.forEach(scan -> scan.take(found, record.offset()));
      }
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
          LogRecord found = ChannelKey.isOf(channel, record) ? read(channel, record) : null;
          if (found != null && wanted.test(found)) {
            return record.offset();
          }
        }
        return null;
      }
    }
  }

  /** The record, if it is of that channel; its schema is waited for. */
  private @Nullable LogRecord read(ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
    return decoder.log(record.value()) instanceof Decoded.Value<LogRecord>(LogRecord found)
            && found.channel().equals(channel)
        ? found
        : null;
  }
}
