package io.pawl.checkpoint.repair;

import java.util.OptionalLong;

/**
 * Where the processors go on in one partition of the log.
 *
 * @param partition of the log
 * @param committed the offset that their group has committed; empty if it has none
 * @param next the lowest offset at which they may go on: all records that are known to have an
 *     outcome lie before it
 * @param standing what follows
 */
public record LaneOffset(int partition, OptionalLong committed, long next, Standing standing) {

  /** What follows from an offset. */
  public sealed interface Standing {}

  /** The committed offset is not too low: nothing is to be done. */
  public record Holds() implements Standing {}

  /** Nothing is committed, and nothing tells of any work: a lane begins at 0 by itself. */
  public record Untouched() implements Standing {}

  /** {@link LaneOffset#next} is the first record without an outcome, and should be committed. */
  public record Due() implements Standing {}

  /** It was committed just now. */
  public record Committed() implements Standing {}

  /**
   * Nothing tells which record is the first without an outcome.
   *
   * @param why one line
   */
  public record Unknown(String why) implements Standing {}

  LaneOffset as(Standing other) {
    return new LaneOffset(partition, committed, next, other);
  }
}
