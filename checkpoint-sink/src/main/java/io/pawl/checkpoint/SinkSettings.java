package io.pawl.checkpoint;

import io.pawl.stream.LaneSettings;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * How a checkpoint sink runs.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics what it reads and writes
 * @param group its consumer group, and the first part of its transactional ids
 * @param processors the processors' group: of the log, what it has not committed yet is kept
 * @param lanes when it flushes: of all facts of a channel between two flushes, one is written
 * @param snapshotEvery facts of a partition after which it takes a snapshot: the more seldom, the
 *     less is written, and the more entries a recovery reads one by one
 * @param snapshotAfter age of a partition's last snapshot at which it takes another, if facts came
 *     since: what is collected follows snapshots, so this bounds what a slow partition keeps
 * @param retention what becomes of log and facts that no recovery needs any more
 */
public record SinkSettings(
    Map<String, Object> client,
    Topics topics,
    String group,
    String processors,
    LaneSettings lanes,
    long snapshotEvery,
    Duration snapshotAfter,
    Retention retention) {

  /** The group unless chosen otherwise. */
  public static final String DEFAULT_GROUP = "pawl-checkpoint-sink";

  /** The processors' group unless chosen otherwise. */
  public static final String PROCESSORS = "pawl-ratchet-processor";

  /** Slower than the processor's: folding is worth the more, the more facts there are to fold. */
  private static final LaneSettings LANES =
      new LaneSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          100_000,
          32L << 20,
          LaneSettings.DEFAULT.queue(),
          LaneSettings.DEFAULT.firstPause(),
          LaneSettings.DEFAULT.longestPause());

  /**
   * A recovery reads so many entries in about half a second, and a page of a million channels is
   * rewritten for about as many bytes of facts.
   */
  private static final long SNAPSHOT_EVERY = 250_000;

  /** A day on top of the week that is kept for auditors. */
  private static final Duration SNAPSHOT_AFTER = Duration.ofDays(1);

  /** Copies the client's settings, and checks the limits. */
  public SinkSettings {
    client = Map.copyOf(client);
    if (snapshotEvery < 1) {
      throw new IllegalArgumentException("snapshotEvery must be at least 1, not " + snapshotEvery);
    }
    if (!snapshotAfter.isPositive()) {
      throw new IllegalArgumentException("snapshotAfter must be positive, not " + snapshotAfter);
    }
  }

  /** The defaults, against the brokers that {@code client} names. */
  public static SinkSettings of(Map<String, Object> client, Topics topics) {
    return new SinkSettings(
        client,
        topics,
        DEFAULT_GROUP,
        PROCESSORS,
        LANES,
        SNAPSHOT_EVERY,
        SNAPSHOT_AFTER,
        Retention.DEFAULT);
  }
}
