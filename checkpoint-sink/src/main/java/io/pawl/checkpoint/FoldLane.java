package io.pawl.checkpoint;

import io.pawl.stream.Intake;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Outbox;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
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
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the facts of one partition: of each channel only the latest goes into the compacted topic,
 * once per transaction, and never an older one over a newer one. Each transaction ends with a fold
 * mark, so that a reader knows whether it has read all entries. Now and then a snapshot moves
 * entries into pages, over as many transactions as that takes.
 */
final class FoldLane implements LaneWork {
  private static final Logger logger = LoggerFactory.getLogger(FoldLane.class);

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
  private final SnapshotProgress snapshots;

  /** Told of the snapshot before one that has become visible. */
  private final Consumer<SnapshotState.Last> obsolete;

  FoldLane(
      TopicPartition facts,
      TopicPartition checkpoints,
      LogIdentity log,
      Codec codec,
      Supplier<PartitionReader> readers,
      FoldMetrics metrics,
      SnapshotProgress snapshots,
      Consumer<SnapshotState.Last> obsolete) {
    this.facts = facts;
    this.checkpoints = checkpoints;
    this.log = log;
    this.codec = codec;
    this.decoder = new PatientDecoder(codec, REGISTRY_PATIENCE);
    this.readers = readers;
    this.metrics = metrics;
    this.snapshots = snapshots;
    this.obsolete = obsolete;
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
      SnapshotState.Last last = last(read);
      snapshots.restore(last, from, last == null ? first(reader, beginning) : null);
      return from;
    }
  }

  private static SnapshotState.@Nullable Last last(LiveEntries read) {
    Checkpoint.PartitionSnapshot snapshot = read.snapshot();
    Instant at = read.snapshotAt();
    return snapshot == null || at == null
        ? null
        : new SnapshotState.Last(snapshot.mark().factsOffset(), snapshot.barrier(), at);
  }

  /** When the first fact was written; null if there is none. */
  private @Nullable Instant first(PartitionReader reader, long beginning) {
    try (RecordCursor all = reader.cursor(facts, beginning, reader.end(facts))) {
      ConsumerRecord<byte[], byte[]> fact = all.peek();
      return fact == null ? null : Instant.ofEpochMilli(fact.timestamp());
    }
  }

  @Override
  public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    switch (codec.decodeFact(record.value())) {
      case Decoded.Value<Fact>(Fact fact) -> fold(fact, record.value());
      case Decoded.Malformed<Fact>(String why) -> {
        metrics.skipped(FoldMetrics.Skipped.MALFORMED, 1);
        logger.warn("the fact at offset {} of {} is skipped: {}", record.offset(), facts, why);
      }
      case Decoded.Waiting<Fact>(int schemaId) -> {
        return new Intake.Postponed(
            codec.resolve(schemaId),
            "schema id %d of the fact at offset %d cannot be looked up"
                .formatted(schemaId, record.offset()));
      }
    }
    snapshots.fact(record.timestamp());
    metrics.in();
    return Intake.TAKEN;
  }

  private void fold(Fact fact, byte[] value) {
    if (!entries.fold(FactHead.of(fact), value)) {
      metrics.skipped(FoldMetrics.Skipped.OLD, 1);
    }
  }

  @Override
  public boolean isDue() {
    return snapshots.isDue();
  }

  @Override
  public void beforeCommit(long next, boolean last, Outbox out) {
    snapshots.begin(next);
    boolean paging = snapshots.isUnderWay();
    if (paging) {
      snapshots.written(entries.page(snapshots.nextPage(), PAGED_BYTES));
    }
    int undescribed = entries.takeUndescribed();
    if (undescribed > 0) {
      metrics.skipped(FoldMetrics.Skipped.UNDESCRIBED, undescribed);
      logger.warn("{} positions in {} are of channels that nothing describes", undescribed, facts);
    }
    Map<CheckpointKey, byte @Nullable []> changed = entries.takeChanged();
    changed.forEach((key, value) -> out.send(record(key, value)));
    metrics.out(changed.size());
    var mark = new Checkpoint.FoldMark(next, entries.count(), entries.sum(), log);
    out.send(record(CheckpointKey.of(mark), codec.encodeCheckpoint(mark)));
    if (paging && !snapshots.isUnderWay()) {
      var snapshot = new Checkpoint.PartitionSnapshot(mark, Math.max(0, entries.barrier()));
      out.send(record(CheckpointKey.of(snapshot), codec.encodeCheckpoint(snapshot)));
      snapshots.complete(snapshot);
    }
  }

  @Override
  public void committed() {
    SnapshotState.Last before = snapshots.last();
    if (snapshots.committed()) {
      metrics.snapshot();
      if (before != null) {
        obsolete.accept(before);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(CheckpointKey key, byte @Nullable [] value) {
    return new ProducerRecord<>(checkpoints.topic(), checkpoints.partition(), key.toBytes(), value);
  }
}
