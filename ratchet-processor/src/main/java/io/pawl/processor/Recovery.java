package io.pawl.processor;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.StopReason;
import io.pawl.stream.Topics;
import io.pawl.stream.checkpoint.CheckpointReading;
import io.pawl.stream.checkpoint.LiveEntries;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds a lane's state from what is in the topics, in bounded readings of one partition each:
 * the checkpoints, the facts that they do not include, and the log from the last barrier to the
 * committed offset. The result is the state of a lane that never stopped.
 */
final class Recovery {
  private static final Logger logger = LoggerFactory.getLogger(Recovery.class);

  /** How long the registry is waited for before the lane begins anew. */
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);

  private final TopicPartition log;
  private final LogIdentity identity;
  private final TopicPartition facts;
  private final TopicPartition checkpoints;
  private final Codec codec;
  private final PatientDecoder decoder;
  private final LaneReaders readers;
  private final RecoveryMetrics metrics;

  /** Channels that were restored without a position. */
  private final List<ChannelId> missing = new ArrayList<>();

  Recovery(
      TopicPartition log,
      LogIdentity identity,
      Topics topics,
      Codec codec,
      LaneReaders readers,
      RecoveryMetrics metrics) {
    this.log = log;
    this.identity = identity;
    this.facts = new TopicPartition(topics.facts(), log.partition());
    this.checkpoints = new TopicPartition(topics.checkpoints(), log.partition());
    this.codec = codec;
    this.decoder = new PatientDecoder(codec, REGISTRY_PATIENCE);
    this.readers = readers;
    this.metrics = metrics;
  }

  /**
   * Recovers into an empty state.
   *
   * @param committed the group's offset, read after the lane's transactional id was initialised
   * @param ours throws if the partition is this lane's no more
   * @return what was read of the log; the lane goes on behind it
   * @throws LaneStopped if what the topics hold does not go together
   */
  ReplayRange run(OptionalLong committed, Runnable ours, RestoredState state) {
    Recollection known = new Recollection(decoder);
    boolean untouched;
    try (PartitionReader reader = readers.committed()) {
      long folded = readCheckpoints(reader, ours, known);
      if (folded < reader.beginning(facts)) {
        // The sink may have gone on meanwhile, and let go of facts that it has folded.
        known = new Recollection(decoder);
        folded = readCheckpoints(reader, ours, known);
      }
      untouched = readFacts(reader, folded, ours, known) && known.isEmpty();
    }
    try (PartitionReader reader = readers.log()) {
      ReplayRange range =
          ReplayRange.of(
              new ReplayRange.Extent(log, identity, reader.beginning(log), reader.end(log)),
              committed,
              known.barrier(),
              untouched);
      Restoration restored = restore(known, range, state);
      replay(reader, range, known, restored, ours, state);
      missing.addAll(restored.missing());
      metrics.recovered();
      return range;
    }
  }

  /** Channels whose position was lost, of the last {@link #run}. */
  List<ChannelId> missing() {
    return missing;
  }

  /** Returns the offset of the first fact that the checkpoints do not include. */
  private long readCheckpoints(PartitionReader reader, Runnable ours, Recollection known) {
    long started = System.nanoTime();
    LiveEntries entries = new CheckpointReading(reader, checkpoints, codec, identity, ours).read();
    entries.drain(decoder, (head, value, single) -> known.tell(head, value));
    metrics.step(RecoveryMetrics.Step.CHECKPOINTS, started, entries.records());
    Checkpoint.FoldMark mark = entries.mark();
    return mark == null ? 0 : mark.factsOffset();
  }

  /** Reads the facts from {@code from} on; true if there never were any. */
  private boolean readFacts(PartitionReader reader, long from, Runnable ours, Recollection known) {
    long started = System.nanoTime();
    long beginning = reader.beginning(facts);
    long end = reader.end(facts);
    if (from < beginning || from > end) {
      throw new LaneStopped(
          StopReason.FACTS_LOST,
          "%s holds %d to %d, but the checkpoints include what comes before %d; without the facts"
                  .formatted(facts, beginning, end, from)
              + " between, the state can only be rebuilt from the log");
    }
    FactTally tally = new FactTally(known);
    reader.read(
        facts,
        from,
        end,
        chunk -> {
          chunk.forEach(tally::take);
          ours.run();
        });
    metrics.step(RecoveryMetrics.Step.FACTS, started, tally.count);
    return beginning == 0 && from == 0 && tally.count == 0;
  }

  /** Takes facts of the topic, whole: nobody has looked at these yet. */
  private final class FactTally {
    private final Recollection known;
    private long count;

    FactTally(Recollection known) {
      this.known = known;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
      count++;
      switch (decoder.fact(record.value())) {
        case Decoded.Value<Fact>(Fact fact) -> known.tell(FactHead.of(fact), record.value());
        case Decoded.Malformed<Fact>(String why) ->
            // The sink skips it too. Whoever may write here could write worse.
            logger.warn(
                "the fact at offset {} of {}-{} is skipped: {}",
                record.offset(),
                record.topic(),
                record.partition(),
                why);
        case Decoded.Waiting<Fact> waiting ->
            throw new IllegalStateException("a patient decoder leaves none waiting");
      }
    }
  }

  private Restoration restore(Recollection known, ReplayRange range, RestoredState state) {
    long started = System.nanoTime();
    Restoration restoration = new Restoration(range, state, metrics);
    state.channels().expect(known.channels().size());
    known.channels().forEach(restoration::restore);
    state.facts().restoreSchemas(known.schemas().keySet());
    metrics.step(RecoveryMetrics.Step.RESTORE, started, known.channels().size());
    return restoration;
  }

  private void replay(
      PartitionReader reader,
      ReplayRange range,
      Recollection known,
      Restoration restored,
      Runnable ours,
      RestoredState state) {
    long started = System.nanoTime();
    Replay replay =
        new Replay(
            codec, decoder, known.barrier() == null ? null : known.schemas(), restored, state);
    reader.read(
        log,
        range.from(),
        range.to(),
        chunk -> {
          chunk.forEach(replay::take);
          ours.run();
        });
    if (range.to() > 0) {
      state.channels().advanceTo(range.to() - 1);
    }
    metrics.step(RecoveryMetrics.Step.LOG, started, range.to() - range.from());
  }
}
