package io.pawl.stream;

import java.util.Map;
import org.apache.kafka.common.IsolationLevel;

/**
 * How a {@link PartitionSource} reads.
 *
 * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL); consumer
 *     settings too, except those that the source's promises rest on, which it sets itself
 * @param isolation read_uncommitted for the log, read_committed for outputs
 * @param queueRecords records of one partition that may wait for its subscriber before the
 *     partition is paused, at least 1; one more poll of it may come on top
 * @param queueBytes the same in bytes of keys and values, at least 1
 */
public record SourceSettings(
    Map<String, Object> client, IsolationLevel isolation, int queueRecords, long queueBytes) {
  /** Some 100 ms of one lane's work: enough to hide a poll, little enough to give back quickly. */
  public static final int DEFAULT_QUEUE_RECORDS = 10_000;

  /** Eight of the largest records; with 64 lanes half a gigabyte at the very worst. */
  public static final long DEFAULT_QUEUE_BYTES = 8 << 20;

  public SourceSettings {
    client = Map.copyOf(client);
    if (queueRecords < 1 || queueBytes < 1) {
      throw new IllegalArgumentException(
          "a queue holds at least one record and one byte, not %d and %d"
              .formatted(queueRecords, queueBytes));
    }
  }

  /** The default bounds. */
  public static SourceSettings of(Map<String, Object> client, IsolationLevel isolation) {
    return new SourceSettings(client, isolation, DEFAULT_QUEUE_RECORDS, DEFAULT_QUEUE_BYTES);
  }
}
