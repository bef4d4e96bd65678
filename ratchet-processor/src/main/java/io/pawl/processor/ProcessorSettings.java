package io.pawl.processor;

import io.pawl.stream.LaneSettings;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * How a processor runs. No number here enters a decision about a record.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics what it reads and writes
 * @param group its consumer group, and the first part of its transactional ids
 * @param lanes when its lanes commit
 * @param replayRecords log offsets after which a dirty channel's position is written out, which
 *     bounds what a recovery replays
 * @param barrierEvery how old the last barrier may become on a partition that moves
 */
public record ProcessorSettings(
    Map<String, Object> client,
    Topics topics,
    String group,
    LaneSettings lanes,
    long replayRecords,
    Duration barrierEvery) {

  /** The group unless chosen otherwise. */
  public static final String DEFAULT_GROUP = "pawl-ratchet-processor";

  /** Checks the limits. */
  public ProcessorSettings {
    client = Map.copyOf(client);
    if (replayRecords < 1) {
      throw new IllegalArgumentException("replayRecords must be at least 1, not " + replayRecords);
    }
    if (barrierEvery.isNegative() || barrierEvery.isZero()) {
      throw new IllegalArgumentException("barrierEvery must be positive, not " + barrierEvery);
    }
  }

  /** The defaults, against the brokers that {@code client} names. */
  public static ProcessorSettings of(Map<String, Object> client, Topics topics) {
    return new ProcessorSettings(
        client, topics, DEFAULT_GROUP, LaneSettings.DEFAULT, 100_000, Duration.ofSeconds(60));
  }
}
