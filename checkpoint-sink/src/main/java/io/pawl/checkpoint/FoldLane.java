package io.pawl.checkpoint;

import io.pawl.stream.Intake;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Outbox;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.StopReason;
import io.pawl.stream.checkpoint.CheckpointReading;
import io.pawl.stream.checkpoint.LiveEntries;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Folds the facts of one partition: of each channel only the latest goes into the compacted topic,
 * once per transaction, and never an older one over a newer one. Each transaction ends with a fold
 * mark, so that a reader knows whether it has read all entries. Now and then a snapshot moves
 * entries into pages, over as many transactions as that takes.
 */
final class FoldLane implements LaneWork {
  /** How long the registry is waited for before the lane begins anew. */
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);

  /** Pages that one transaction takes, so that a snapshot never holds up folding for long. */
  private static final long PAGED_BYTES = 8L << 20;

  private final TopicPartition facts;
  private final TopicPartition checkpoints;
  private final LogIdentity log;
  private final Codec codec;
  private final PatientDecoder decoder;
  private final Supplier<PartitionReader> readers;
  private final FoldMetrics metrics;

  private final Entries entries;

  private final SnapshotBook snapshots;

  private final long snapshotEvery;

  /** Offset of the facts at the last snapshot. */
  private long snapshotAt;

  /** The page with which the snapshot goes on that is under way; none is after the last. */
  private int nextPage = Checkpoint.Page.COUNT;

  FoldLane(
      TopicPartition facts,
      TopicPartition checkpoints,
      LogIdentity log,
      Codec codec,
      Supplier<PartitionReader> readers,
      FoldMetrics metrics,
      long snapshotEvery,
      SnapshotBook snapshots) {
    this.facts = facts;
    this.checkpoints = checkpoints;
    this.log = log;
    this.codec = codec;
    this.decoder = new PatientDecoder(codec, REGISTRY_PATIENCE);
    this.readers = readers;
    this.metrics = metrics;
    this.snapshotEvery = snapshotEvery;
    this.snapshots = snapshots;
    this.entries = new Entries(codec::encodeCheckpoint);
  }

  @Override
  public long recover(OptionalLong committed, Runnable ours) {
    try (PartitionReader reader = readers.get()) {
      LiveEntries read = new CheckpointReading(reader, checkpoints, codec, log, ours).read();
      read.values()
          .forEach((key, value) -> {
            if (key.kind() == CheckpointKey.Kind.PAGE) {
              entries.restorePage(key.number(), value);
            }
          });
      read.drain(decoder, entries::restore);
      Checkpoint.PartitionSnapshot last = read.snapshot();
      snapshotAt = last == null ? 0 : last.mark().factsOffset();
      snapshots.restore(last);
      long beginning = reader.beginning(facts);
      Checkpoint.FoldMark mark = read.mark();
      // It was committed with the group's offset, and nobody can delete or set it by itself.
      long from = mark == null ? 0 : mark.factsOffset();
      if (from < beginning) {
        throw new LaneStopped(
            StopReason.FACTS_LOST,
            "%s begins at %d, but only what comes before %d is folded into the checkpoints"
                .formatted(facts, beginning, from));
      }
      return from;
    }
  }

  @Override
  public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    switch (codec.decodeFact(record.value())) {
      case Decoded.Value<Fact>(Fact fact) -> fold(fact, record.value());
      case Decoded.Malformed<Fact> malformed -> metrics.skipped();
      case Decoded.Waiting<Fact>(int schemaId) -> {
        return new Intake.Postponed(
            codec.resolve(schemaId),
            "schema id %d of the fact at offset %d cannot be looked up"
                .formatted(schemaId, record.offset()));
      }
    }
    metrics.in();
    return Intake.TAKEN;
  }

  private void fold(Fact fact, byte[] value) {
    if (!entries.fold(FactHead.of(fact), value)) {
      metrics.skipped();
    }
  }

  @Override
  public boolean isDue() {
    return nextPage < Checkpoint.Page.COUNT || snapshots.isAsked();
  }

  @Override
  public void beforeCommit(long next, boolean last, Outbox out) {
    if (nextPage == Checkpoint.Page.COUNT
        && (snapshots.isAsked() || next - snapshotAt >= snapshotEvery)) {
      snapshots.begun();
      nextPage = 0;
    }
    boolean paging = nextPage < Checkpoint.Page.COUNT;
    if (paging) {
      nextPage = entries.page(nextPage, PAGED_BYTES);
    }
    Map<CheckpointKey, byte @Nullable []> changed = entries.takeChanged();
    changed.forEach((key, value) -> out.send(record(key, value)));
    metrics.out(changed.size());
    var mark = new Checkpoint.FoldMark(next, entries.count(), entries.sum(), log);
    out.send(record(CheckpointKey.of(mark), codec.encodeCheckpoint(mark)));
    if (paging && nextPage == Checkpoint.Page.COUNT) {
      var snapshot = new Checkpoint.PartitionSnapshot(mark, Math.max(0, entries.barrier()));
      out.send(record(CheckpointKey.of(snapshot), codec.encodeCheckpoint(snapshot)));
      snapshots.written(snapshot);
      snapshotAt = next;
      metrics.snapshot();
    }
  }

  @Override
  public void committed() {
    snapshots.committed();
  }

  private ProducerRecord<byte[], byte[]> record(CheckpointKey key, byte @Nullable [] value) {
    return new ProducerRecord<>(checkpoints.topic(), checkpoints.partition(), key.toBytes(), value);
  }
}
