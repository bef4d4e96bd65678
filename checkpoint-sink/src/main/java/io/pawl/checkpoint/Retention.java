package io.pawl.checkpoint;

import java.time.Duration;

/**
 * What becomes of log and facts that no recovery needs any more.
 *
 * @param collection whether they go
 * @param records of a partition that are kept all the same, for auditors; at least 0
 * @param time for which records are kept all the same, for auditors; at least 0
 */
public record Retention(Collection collection, long records, Duration time) {
  /** A week, like the outcomes of Kafka's default retention, without which there is no audit. */
  public static final Retention DEFAULT = new Retention(Collection.COLLECT, 0, Duration.ofDays(7));

  /** Whether garbage goes. */
  public enum Collection {
    /** It is deleted. */
    COLLECT,
    /** A dry run: log and metrics tell what would be deleted. */
    REPORT,
    /** Everything stays, for ever. */
    KEEP
  }

  /** Checks the limits. */
  public Retention {
    if (records < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "at least 0 records and no time are kept, not %d and %s".formatted(records, time));
    }
  }
}
