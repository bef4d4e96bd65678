package io.pawl.stream;

import java.util.Map;
import org.apache.kafka.common.IsolationLevel;

/**
 * How a {@link PartitionSource} reads.
 *
 * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL); consumer
 *     settings too, except those that the source's promises rest on, which it sets itself
 * @param isolation read_uncommitted for the log, read_committed for outputs
 * @param queue what may wait for a partition's subscriber before the partition is paused
 */
public record SourceSettings(
    Map<String, Object> client, IsolationLevel isolation, QueueBounds queue) {
  public SourceSettings {
    client = Map.copyOf(client);
  }

  /** The default bounds. */
  public static SourceSettings of(Map<String, Object> client, IsolationLevel isolation) {
    return new SourceSettings(client, isolation, QueueBounds.DEFAULT);
  }
}
