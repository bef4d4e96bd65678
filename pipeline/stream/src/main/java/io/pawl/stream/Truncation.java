package io.pawl.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** Deletes the beginning of partitions, and tells what limits that. */
public final class Truncation implements AutoCloseable {
  private final Administration brokers;

  private Truncation(Administration brokers) {
    this.brokers = brokers;
  }

  /**
   * Opens an administrative client.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL)
   * @param patience how long one answer of the brokers is waited for
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  public static Truncation connect(Map<String, Object> client, Duration patience) {
    return new Truncation(Administration.connect(client, patience));
  }

  /**
   * The first offset that exists.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public long beginning(TopicPartition partition) {
    return offset(partition, OffsetSpec.earliest());
  }

  /**
   * The offset after the last.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public long end(TopicPartition partition) {
    return offset(partition, OffsetSpec.latest());
  }

  /**
   * The first offset that was appended at {@code time} or later; the end if none was.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public long since(TopicPartition partition, Instant time) {
    // Asked first: what is appended in between is kept, not lost.
    long end = end(partition);
    long found = offset(partition, OffsetSpec.forTimestamp(time.toEpochMilli()));
    return found < 0 ? end : found;
  }

  private long offset(TopicPartition partition, OffsetSpec which) {
    return brokers
        .require(brokers.client().listOffsets(Map.of(partition, which)).partitionResult(partition))
        .offset();
  }

  /**
   * What {@code group} has committed, without what an undecided transaction would: an offset too
   * low rather than too high. Empty if there is none.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public OptionalLong committed(String group, TopicPartition partition) {
    try {
      @Nullable OffsetAndMetadata found =
          brokers
              .answer(
                  brokers.client().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
              .get(partition);
      return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
    } catch (Administration.Refusal e) {
      if (e.reason() instanceof GroupIdNotFoundException) {
        return OptionalLong.empty();
      }
      throw brokers.unavailable(e.reason());
    }
  }

  /**
   * Deletes what lies before {@code offset}, for good. The disk is freed once whole segments are.
   *
   * @return the first offset that exists now
   * @throws BrokerUnavailable without an answer in time; it may have happened all the same
   */
  public long deleteBefore(TopicPartition partition, long offset) {
    var deleted =
        brokers
            .client()
            .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
            .lowWatermarks();
    return brokers.require(Objects.requireNonNull(deleted.get(partition))).lowWatermark();
  }

  @Override
  public void close() {
    brokers.close();
  }
}
