package io.pawl.stream;

/**
 * Why a lane must not go on. The names are what operators see and search for: in the lane's state,
 * in the log and in health.
 */
public enum StopReason {
  /** The group has no committed offset, but there are facts or checkpoints of its work. */
  OFFSET_MISSING,
  /** The group's committed offset lies before the last barrier: somebody set it back. */
  OFFSET_BEFORE_BARRIER,
  /** Facts or checkpoints tell of records that the committed offset does not include. */
  POSITION_BEYOND_OFFSET,
  /** The log ends before the committed offset: its end was lost. */
  LOG_TOO_SHORT,
  /** The log begins behind the last barrier: what has to be replayed is gone. */
  LOG_LOST,
  /** Facts that the checkpoints do not include are gone. */
  FACTS_LOST,
  /** A channel's descriptor is newer than its position. */
  DESCRIPTOR_BEYOND_POSITION,
  /** Facts or checkpoints are of another log. */
  OTHER_LOG,
  /** The checkpoints are not what their fold mark says, however often they are read. */
  CHECKPOINTS_INCOMPLETE,
  /** A record of the checkpoints is none of ours, or does not decode. */
  CHECKPOINTS_DAMAGED,
  /** The registry no longer knows a schema that records of the log were judged by. */
  SCHEMA_LOST
}
