package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Partition;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * All that is known of a partition before its log is replayed.
 *
 * @param end of the audit: the offset that the processors' group has committed; what lies before it
 *     has outcomes
 * @param schemas by schema id: the first record of the log that was decoded with it
 * @param factsEnd the offset after the last fact that there was, decided or not
 */
record Start(
    int partition,
    Baseline baseline,
    long end,
    Map<Integer, Long> schemas,
    CheckpointedState checkpoints,
    long factsBeginning,
    long factsEnd) {

  /**
   * Reads it.
   *
   * @throws LaneStopped if what the topics hold does not go together
   * @throws AuditFailure if nothing tells the state where the audit is to begin
   */
  static Start read(
      Readers readers,
      AuditSettings settings,
      LogIdentity identity,
      int partition,
      PatientDecoder decoder) {
    TopicPartition log = new TopicPartition(settings.topics().log(), partition);
    TopicPartition facts = new TopicPartition(settings.topics().facts(), partition);
    CheckpointedState checkpoints =
        CheckpointedState.read(
            readers.facts(),
            new TopicPartition(settings.topics().checkpoints(), partition),
            settings.codec(),
            decoder,
            identity);
    // After the checkpoints, so that they tell of nothing behind it; before the ends of facts and
    // outputs, so that these hold all that belongs to it.
    OptionalLong committed = readers.offsets().committed(log);
    long factsBeginning = readers.log().beginning(facts);
    long factsEnd = readers.log().end(facts);
    long end = committed.orElse(0);
    if (committed.isEmpty() && !(checkpoints.isEmpty() && factsEnd == 0)) {
      throw new LaneStopped(
          StopReason.OFFSET_MISSING,
          "group %s has no committed offset for %s, but there are facts or checkpoints of it"
              .formatted(settings.group(), log));
    }
    checkEnd(readers, log, end);
    Baseline baseline =
        baseline(
            settings.from(),
            checkpoints,
            log,
            readers.log().beginning(log),
            new Partition(partition, identity.partitions(), settings.keys()),
            decoder);
    if (baseline.from() > end) {
      throw new LaneStopped(
          StopReason.OFFSET_BEFORE_BARRIER,
          "the committed offset %d of %s lies before the snapshot's barrier, %d: it was set back"
              .formatted(end, log, baseline.from()));
    }
    Map<Integer, Long> schemas = new HashMap<>(checkpoints.schemas());
    readers
        .facts()
        .read(
            facts,
            Math.max(factsBeginning, checkpoints.factsOffset()),
            factsEnd,
            chunk -> chunk.forEach(record -> note(decoder, record.value(), schemas)));
    return new Start(partition, baseline, end, schemas, checkpoints, factsBeginning, factsEnd);
  }

  private static void checkEnd(Readers readers, TopicPartition log, long end) {
    long logEnd = readers.log().end(log);
    if (logEnd < end) {
      throw new LaneStopped(
          StopReason.LOG_TOO_SHORT,
          "%s ends at %d, before the committed offset %d".formatted(log, logEnd, end));
    }
  }

  private static void note(PatientDecoder decoder, byte[] value, Map<Integer, Long> schemas) {
    if (decoder.head(value)
        instanceof Decoded.Value<FactHead>(FactHead.Other(Fact.SchemaSeen(int id, long offset)))) {
      schemas.merge(id, offset, Math::min);
    }
  }

  private static Baseline baseline(
      From from,
      CheckpointedState checkpoints,
      TopicPartition log,
      long beginning,
      Partition channels,
      PatientDecoder decoder) {
    Checkpoint.PartitionSnapshot snapshot = checkpoints.snapshot();
    boolean whole = beginning == 0;
    boolean early =
        switch (from) {
          case From.Snapshot any -> snapshot == null;
          case From.Earliest any -> whole;
          case From.Offset(long offset) -> snapshot == null || snapshot.barrier() > offset;
        };
    if (early && whole) {
      return Baseline.empty(channels);
    }
    if (snapshot == null) {
      throw new LaneStopped(
          StopReason.LOG_LOST,
          "%s begins at %d, and there is no snapshot that tells the state there"
              .formatted(log, beginning));
    }
    if (early) {
      throw new AuditFailure(
          "%s begins at %d, and its last snapshot's barrier is %d: nothing tells the state before"
                  .formatted(log, beginning, snapshot.barrier())
              + " that barrier",
          null);
    }
    if (beginning > snapshot.barrier()) {
      throw new LaneStopped(
          StopReason.LOG_LOST,
          "%s begins at %d, behind the snapshot's barrier %d"
              .formatted(log, beginning, snapshot.barrier()));
    }
    return Baseline.snapshot(
        checkpoints, snapshot.barrier(), snapshot.mark().factsOffset(), channels, decoder);
  }

  /** Whether no fact is missing between the baseline's state and the first fact that is read. */
  boolean factsAreWhole() {
    return factsBeginning <= baseline.factsFrom();
  }
}
