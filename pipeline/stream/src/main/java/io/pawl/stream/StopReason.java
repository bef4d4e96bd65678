package io.pawl.stream;

/**
 * Why a lane must not go on. The names are what operators see and search for: in the lane's state,
 * in the log and in health. {@link WayOut} tells what to do, and {@code pawl explain NAME} shows
 * it.
 */
public enum StopReason {
  /** The group has no committed offset, but there are facts or checkpoints of its work. */
  OFFSET_MISSING(
      "The processors' group has no committed offset for this partition of the log, but facts or"
          + " checkpoints tell that it has worked on it. Brokers delete the offsets of a group that"
          + " stood still for offsets.retention.minutes; or somebody deleted them."),

  /** The group's committed offset lies before the last barrier: somebody set it back. */
  OFFSET_BEFORE_BARRIER(
      "The committed offset lies before the last barrier, so it was set back. Records from there on"
          + " have outcomes already, and would get second ones."),

  /** Facts or checkpoints tell of records that the committed offset does not include. */
  POSITION_BEYOND_OFFSET(
      "A channel's state includes records behind the committed offset, so the offset was set back."
          + " Those records have outcomes already, and would get second ones."),

  /** The log ends before the committed offset: its end was lost. */
  LOG_TOO_SHORT(
      "The log ends before the committed offset: records were lost that have outcomes, as after an"
          + " unclean leader election, or the topic was made anew."),

  /** The log begins behind the last barrier: what has to be replayed is gone. */
  LOG_LOST(
      "The log begins behind the last barrier: what lies between is needed to know which messages"
          + " were accepted. Somebody truncated the log, or gave it a retention."),

  /** Facts that the checkpoints do not include are gone. */
  FACTS_LOST(
      "The topic of facts begins behind what the checkpoints include, or ends before it. Somebody"
          + " truncated it, or gave it a retention, or made it anew."),

  /** A channel's descriptor is newer than its position. */
  DESCRIPTOR_BEYOND_POSITION(
      "A channel's descriptor includes more of the log than its position. Both are written in one"
          + " transaction, so the position's fact was lost, or somebody else writes facts."),

  /** Facts or checkpoints are of another log. */
  OTHER_LOG(
      "Facts or checkpoints name another topic id or number of partitions than the log has: the log"
          + " was made anew, or the topics of two deployments are mixed up."),

  /** The checkpoints are not what their fold mark says, however often they are read. */
  CHECKPOINTS_INCOMPLETE(
      "The entries of the checkpoints are not those that their last fold mark counts, in four"
          + " readings: entries were lost, or somebody else writes to the topic."),

  /** A record of the checkpoints is none of ours, or does not decode. */
  CHECKPOINTS_DAMAGED(
      "A record of the checkpoints has a key or value that is none of ours: somebody else writes to"
          + " the topic, it is damaged, or a newer version wrote it."),

  /** The registry no longer knows a schema that records of the log were judged by. */
  SCHEMA_LOST(
      "Records that have to be replayed were judged by a schema that the registry no longer has.");

  private final String meaning;

  StopReason(String meaning) {
    this.meaning = meaning;
  }

  /** What has happened, for people. */
  public String meaning() {
    return meaning;
  }
}
