package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.Intake;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Outbox;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
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
  private final Map<Bytes, byte @Nullable []> pending = new LinkedHashMap<>();

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
      FoldMarkReading mark = new FoldMarkReading(codec, log, entries);
      reader.read(
          checkpoints,
          reader.beginning(checkpoints),
          reader.end(checkpoints),
          chunk -> chunk.forEach(mark::read));
      mark.check(checkpoints);
      return committed.isPresent() ? committed.getAsLong() : reader.beginning(facts);
    }
  }

  @Override
  public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    metrics.factIn();
    return switch (codec.decodeFact(record.value())) {
      case Decoded.Value<Fact>(Fact fact) -> {
        fold(fact, record.value());
        yield Intake.TAKEN;
      }
      case Decoded.Malformed<Fact> malformed -> {
        metrics.factSkipped();
        yield Intake.TAKEN;
      }
      case Decoded.Waiting<Fact>(int schemaId) ->
          new Intake.Postponed(
              codec.resolve(schemaId),
              "schema id %d of the fact at offset %d cannot be looked up"
                  .formatted(schemaId, record.offset()));
    };
  }
}
