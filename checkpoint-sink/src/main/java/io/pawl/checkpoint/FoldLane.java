package io.pawl.checkpoint;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.Intake;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Outbox;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.util.LinkedHashMap;
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
 * mark, so that a reader knows whether it has read all entries.
 */
final class FoldLane implements LaneWork {
  private final TopicPartition facts;
  private final TopicPartition checkpoints;
  private final LogIdentity log;
  private final Codec codec;
  private final Supplier<PartitionReader> readers;
  private final FoldMetrics metrics;

  private final Entries entries = new Entries();

  /** What the open transaction will write: the value by key, null for a tombstone. */
  private final Map<CheckpointKey, byte @Nullable []> pending = new LinkedHashMap<>();

  FoldLane(
      TopicPartition facts,
      TopicPartition checkpoints,
      LogIdentity log,
      Codec codec,
      Supplier<PartitionReader> readers,
      FoldMetrics metrics) {
    this.facts = facts;
    this.checkpoints = checkpoints;
    this.log = log;
    this.codec = codec;
    this.readers = readers;
    this.metrics = metrics;
  }

  @Override
  public long recover(OptionalLong committed) {
    try (PartitionReader reader = readers.get()) {
      CheckpointReading reading = new CheckpointReading(checkpoints, codec, log, entries);
      reader.read(
          checkpoints,
          reader.beginning(checkpoints),
          reader.end(checkpoints),
          chunk -> chunk.forEach(reading::read));
      reading.check();
      return committed.isPresent() ? committed.getAsLong() : reader.beginning(facts);
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
    switch (fact) {
      case Fact.Descriptor descriptor -> put(fact, descriptor.covered(), value);
      case Fact.Position position -> put(fact, position.covered(), value);
      case Fact.SchemaSeen seen -> put(fact, seen.logOffset(), value);
      case Fact.Barrier barrier -> put(fact, barrier.logOffset(), value);
      case Fact.Closed(ChannelId channel, long closedAt) -> {
        put(fact, closedAt, value);
        remove(CheckpointKey.of(Kind.DESCRIPTOR, channel));
        remove(CheckpointKey.of(Kind.POSITION, channel));
      }
      case Fact.Forgotten(ChannelId channel, long forgottenAt) -> {
        // That it was closed stays: a replay from before this point must still know it.
        remove(CheckpointKey.of(Kind.DESCRIPTOR, channel));
        remove(CheckpointKey.of(Kind.POSITION, channel));
      }
    }
  }

  private void put(Fact fact, long covered, byte[] value) {
    CheckpointKey key = CheckpointKey.of(fact);
    if (entries.isNewer(key, covered)) {
      metrics.skipped();
      return;
    }
    entries.put(key, value, covered);
    pending.put(key, value);
  }

  private void remove(CheckpointKey key) {
    if (entries.remove(key)) {
      pending.put(key, null);
    }
  }

  @Override
  public void beforeCommit(long next, boolean last, Outbox out) {
    pending.forEach((key, value) -> out.send(record(key, value)));
    metrics.out(pending.size());
    pending.clear();
    var mark = new Checkpoint.FoldMark(next, entries.count(), entries.sum(), log);
    out.send(record(CheckpointKey.of(mark), codec.encodeCheckpoint(mark)));
  }

  private ProducerRecord<byte[], byte[]> record(CheckpointKey key, byte @Nullable [] value) {
    return new ProducerRecord<>(checkpoints.topic(), checkpoints.partition(), key.toBytes(), value);
  }
}
