package io.pawl.channel;

import io.pawl.ratchet.Approval;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds approvals that were given before a responder began to listen: it takes nobody's word for
 * them, so it reads that stretch of the log.
 */
final class ApprovalSearch {
  private final Supplier<PartitionReader> readers;
  private final Scheduler blocking;
  private final Codec codec;

  /**
   * @param readers a new reader of the uncommitted log, which is closed here
   * @param blocking threads that may block
   */
  ApprovalSearch(Supplier<PartitionReader> readers, Scheduler blocking, Codec codec) {
    this.readers = readers;
    this.blocking = blocking;
    this.codec = codec;
  }

  /**
   * The approvals of a channel in its partition of the log, unverified.
   *
   * @param from first offset
   * @param to offset after the last
   */
  Mono<List<Approval>> find(ChannelId channel, TopicPartition log, long from, long to) {
    return Mono.fromCallable(() -> read(channel, log, from, to)).subscribeOn(blocking);
  }

  private List<Approval> read(ChannelId channel, TopicPartition log, long from, long to) {
    List<Approval> found = new ArrayList<>();
    try (PartitionReader reader = readers.get()) {
      // Whoever claims an activation beyond the log's end must not make us wait for it.
      long end = Math.min(to, reader.end(log));
      reader.read(log, from, end, chunk -> chunk.forEach(record -> addTo(found, channel, record)));
    }
    return found;
  }

  private void addTo(
      List<Approval> found, ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() != null
        && record.key().length == ChannelId.LENGTH
        && ChannelId.read(record.key(), 0).equals(channel)
        && codec.decodeLog(record.value()) instanceof Decoded.Value<LogRecord>(Approval approval)) {
      found.add(approval);
    }
  }
}
