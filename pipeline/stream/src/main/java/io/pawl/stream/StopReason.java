package io.pawl.stream;

/**
 * Why a lane must not go on. The names are what operators see and search for: in the lane's state,
 * in the log and in health. {@code pawl explain NAME} shows the way out.
 */
public enum StopReason {
  /** The group has no committed offset, but there are facts or checkpoints of its work. */
  OFFSET_MISSING(
      "The processors' group has no committed offset for this partition of the log, but facts or"
          + " checkpoints tell that it has worked on it. Brokers delete the offsets of a group that"
          + " stood still for offsets.retention.minutes; or somebody deleted them.",
      Texts.COMMIT_ANEW),

  /** The group's committed offset lies before the last barrier: somebody set it back. */
  OFFSET_BEFORE_BARRIER(
      "The committed offset lies before the last barrier, so it was set back. Records from there on"
          + " have outcomes already, and would get second ones.",
      Texts.COMMIT_ANEW),

  /** Facts or checkpoints tell of records that the committed offset does not include. */
  POSITION_BEYOND_OFFSET(
      "A channel's state includes records behind the committed offset, so the offset was set back."
          + " Those records have outcomes already, and would get second ones.",
      Texts.COMMIT_ANEW),

  /** The log ends before the committed offset: its end was lost. */
  LOG_TOO_SHORT(
      "The log ends before the committed offset: records were lost that have outcomes, as after an"
          + " unclean leader election, or the topic was made anew.",
      "If the log was lost for good, its offsets begin again, and they are the protocol's clock:"
          + " stop all processors, sinks and peers, create topics under another prefix, and let the"
          + " peers open their channels anew. Set min.insync.replicas and keep"
          + " unclean.leader.election.enable=false, so that it does not happen again."),

  /** The log begins behind the last barrier: what has to be replayed is gone. */
  LOG_LOST(
      "The log begins behind the last barrier: what lies between is needed to know which messages"
          + " were accepted. Somebody truncated the log, or gave it a retention.",
      "Put the log's retention.ms and retention.bytes back to -1. What is gone stays gone: stop all"
          + " processors, sinks and peers, create topics under another prefix, and let the peers"
          + " open their channels anew."),

  /** Facts that the checkpoints do not include are gone. */
  FACTS_LOST(
      "The topic of facts begins behind what the checkpoints include, or ends before it. Somebody"
          + " truncated it, or gave it a retention, or made it anew.",
      Texts.REBUILD),

  /** A channel's descriptor is newer than its position. */
  DESCRIPTOR_BEYOND_POSITION(
      "A channel's descriptor includes more of the log than its position. Both are written in one"
          + " transaction, so the position's fact was lost, or somebody else writes facts.",
      "Let nobody but processors write to the topic of facts (ACL). " + Texts.REBUILD),

  /** Facts or checkpoints are of another log. */
  OTHER_LOG(
      "Facts or checkpoints name another topic id or number of partitions than the log has: the log"
          + " was made anew, or the topics of two deployments are mixed up.",
      "Check the topics' names in the settings. A new log needs new topics of facts and checkpoints"
          + " and a new group: use another prefix and group for it."),

  /** The checkpoints are not what their fold mark says, however often they are read. */
  CHECKPOINTS_INCOMPLETE(
      "The entries of the checkpoints are not those that their last fold mark counts, in four"
          + " readings: entries were lost, or somebody else writes to the topic.",
      "Let nobody but the sink write to the topic (ACL). " + Texts.REBUILD),

  /** A record of the checkpoints is none of ours, or does not decode. */
  CHECKPOINTS_DAMAGED(
      "A record of the checkpoints has a key or value that is none of ours: somebody else writes to"
          + " the topic, it is damaged, or a newer version wrote it.",
      "Run the newer version if there is one. Else let nobody but the sink write to the topic"
          + " (ACL). "
          + Texts.REBUILD),

  /** The registry no longer knows a schema that records of the log were judged by. */
  SCHEMA_LOST(
      "Records that have to be replayed were judged by a schema that the registry no longer has.",
      "Register the schema again under the same id (import mode), or restore the registry from its"
          + " backup; the lane then recovers when the processor is started again.");

  private final String meaning;
  private final String wayOut;

  StopReason(String meaning, String wayOut) {
    this.meaning = meaning;
    this.wayOut = wayOut;
  }

  /** What has happened, for people. */
  public String meaning() {
    return meaning;
  }

  /** What to do, with the commands. */
  public String wayOut() {
    return wayOut;
  }

  /** Ways out that several have in common. */
  private static final class Texts {
    static final String COMMIT_ANEW =
        "Stop the processors. Every record with an outcome stands in pawl.accepted or pawl.rejected"
            + " with its log offset (header pawl-log-offset, field logOffset): the offset to commit"
            + " is the highest of both, plus one. Then: kafka-consumer-groups.sh --group"
            + " pawl-ratchet-processor --topic pawl.log:PARTITION --reset-offsets --to-offset OFFSET"
            + " --execute, and start the processors.";

    static final String REBUILD =
        "If the topic of facts still begins at 0, the sink folds it anew: stop the sink, delete and"
            + " create pawl.checkpoints, start the sink. Else, if the log still begins at 0, the"
            + " state is rebuilt from it: stop processors and sink, delete and create"
            + " pawl.checkpoints and pawl.checkpoint-facts, and start both; the committed offset"
            + " stays. If neither does, the state is lost: use topics under another prefix, and let"
            + " the peers open their channels anew.";

    private Texts() {}
  }
}
