package io.pawl.stream;

import java.time.Duration;

/**
 * When a lane commits, what may wait for it, and how it begins again after a failure.
 *
 * @param idleCommit age at which a transaction commits when no more records wait
 * @param backlogCommit age at which it commits although more wait
 * @param maxRecords input records at which it commits at once
 * @param maxBytes bytes of input at which it commits at once
 * @param queue what may wait for a lane before its partition is paused
 * @param firstPause before the first new attempt after a failure; doubles with each in a row
 * @param longestPause where the doubling ends
 */
public record LaneSettings(
    Duration idleCommit,
    Duration backlogCommit,
    int maxRecords,
    long maxBytes,
    QueueBounds queue,
    Duration firstPause,
    Duration longestPause) {

  /** A commit on every drain, or a longer wait, are both slower (measured). */
  public static final LaneSettings DEFAULT =
      new LaneSettings(
          Duration.ofMillis(25),
          Duration.ofMillis(250),
          50_000,
          64L << 20,
          QueueBounds.DEFAULT,
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  /** Checks what must hold between them. */
  public LaneSettings {
    if (idleCommit.isNegative() || backlogCommit.compareTo(idleCommit) < 0) {
      throw new IllegalArgumentException(
          "0 <= idleCommit <= backlogCommit must hold, not %s and %s"
              .formatted(idleCommit, backlogCommit));
    }
    if (maxRecords < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "a transaction holds at least one record and byte, not %d and %d"
              .formatted(maxRecords, maxBytes));
    }
    if (firstPause.isNegative() || firstPause.isZero() || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException(
          "0 < firstPause <= longestPause must hold, not %s and %s"
              .formatted(firstPause, longestPause));
    }
  }
}
