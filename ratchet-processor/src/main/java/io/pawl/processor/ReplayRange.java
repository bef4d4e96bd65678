package io.pawl.processor;

import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What of the log a recovery reads again, after which its lane goes live.
 *
 * @param from first offset to replay
 * @param to the committed offset: the first one without an outcome
 */
record ReplayRange(long from, long to) {
  /**
   * What a partition of the log holds.
   *
   * @param beginning its first offset
   * @param end the offset after its last
   */
  record Extent(TopicPartition partition, LogIdentity identity, long beginning, long end) {}

  /**
   * The range, if what the topics hold goes together.
   *
   * @param committed the group's offset
   * @param barrier the last one; null if none was ever written
   * @param untouched whether there is no trace of the group's work
   * @throws LaneStopped if it does not
   */
  static ReplayRange of(
      Extent log, OptionalLong committed, Fact.@Nullable Barrier barrier, boolean untouched) {
    if (barrier != null && !barrier.log().equals(log.identity())) {
      throw new LaneStopped(
          StopReason.OTHER_LOG,
          ("the facts of partition %d are of a log with id %s and %d partitions; this one is %s"
                  + " with %d: offsets are the protocol's clock, so a new log needs new topics")
              .formatted(
                  log.partition().partition(),
                  barrier.log().topicId(),
                  barrier.log().partitions(),
                  log.identity().topicId(),
                  log.identity().partitions()));
    }
    if (committed.isEmpty() && !untouched) {
      throw new LaneStopped(
          StopReason.OFFSET_MISSING,
          "no offset is committed for %s, but there are facts or checkpoints of it"
              .formatted(log.partition()));
    }
    long from = barrier == null ? 0 : barrier.logOffset();
    long to = committed.orElse(0);
    if (to < from) {
      throw new LaneStopped(
          StopReason.OFFSET_BEFORE_BARRIER,
          "the committed offset %d of %s lies before the last barrier, %d: it was set back"
              .formatted(to, log.partition(), from));
    }
    if (log.end() < to) {
      throw new LaneStopped(
          StopReason.LOG_TOO_SHORT,
          "%s ends at %d, before the committed offset %d: its end was lost, and with it outcomes"
                  .formatted(log.partition(), log.end(), to)
              + " lost their records");
    }
    if (log.beginning() > from) {
      throw new LaneStopped(
          StopReason.LOG_LOST,
          "%s begins at %d, but has to be read from %d: what lies between is needed to know which"
                  .formatted(log.partition(), log.beginning(), from)
              + " messages were accepted");
    }
    return new ReplayRange(from, to);
  }
}
