package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.PatientDecoder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Looks through all that is retained of one channel's accepted records. */
final class AcceptedSearch {
  /** Offsets at the end among which there is a record, mostly; else so many times as many. */
  private static final long TAIL = 16;

  private final Supplier<PartitionReader> readers;
  private final Scheduler blocking;
  private final PatientDecoder decoder;

  /** Takes one accepted record after the other. */
  interface Each {
    /**
     * Takes the next.
     *
     * @param logOffset where it stands in the log; -1 for what the processor tells
     */
    void take(Accepted record, long logOffset);
  }

  /**
   * @param readers a new read_committed reader, which is closed here
   * @param blocking threads that may block
   */
  AcceptedSearch(Supplier<PartitionReader> readers, Scheduler blocking, PatientDecoder decoder) {
    this.readers = readers;
    this.blocking = blocking;
    this.decoder = decoder;
  }

  /**
   * Gives {@code each} the channel's records in that partition, on a thread that may block.
   *
   * @return the offset after the last that was there
   */
  Mono<Long> scan(ChannelId channel, TopicPartition accepted, Each each) {
    return Mono.fromCallable(() -> read(channel, accepted, each)).subscribeOn(blocking);
  }

  private long read(ChannelId channel, TopicPartition accepted, Each each) {
    try (PartitionReader reader = readers.get()) {
      long end = reader.end(accepted);
      reader.read(
          accepted,
          reader.beginning(accepted),
          end,
          chunk -> chunk.forEach(record -> give(each, channel, record)));
      return end;
    }
  }

  /** The offset after the last record: behind it there may be markers of transactions. */
  Mono<Long> recordsEnd(TopicPartition accepted) {
    return Mono.fromCallable(() -> recordsEndOf(accepted)).subscribeOn(blocking);
  }

  private long recordsEndOf(TopicPartition accepted) {
    try (PartitionReader reader = readers.get()) {
      long beginning = reader.beginning(accepted);
      long end = reader.end(accepted);
      var last = new AtomicLong(beginning);
      long from = end;
      for (long back = TAIL; last.get() == beginning && from > beginning; back *= TAIL) {
        from = Math.max(beginning, end - back);
        reader.read(accepted, from, end, chunk -> last.set(chunk.getLast().offset() + 1));
      }
      return last.get();
    }
  }

  private void give(Each each, ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
    AcceptedRecord.Found found =
        ChannelKey.isOf(channel, record) ? AcceptedRecord.find(record, decoder) : null;
    if (found != null) {
      each.take(found.accepted(), found.logOffset());
    }
  }
}
