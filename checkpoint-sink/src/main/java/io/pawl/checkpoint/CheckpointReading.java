package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition of the checkpoints topic back, and holds what was read against its last fold
 * mark: the cleaner may be at work while it is read.
 */
final class CheckpointReading {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);

  private final TopicPartition partition;
  private final Codec codec;
  private final LogIdentity log;
  private final Entries entries;
  private Checkpoint.@Nullable FoldMark mark;

  CheckpointReading(TopicPartition partition, Codec codec, LogIdentity log, Entries entries) {
    this.partition = partition;
    this.codec = codec;
    this.log = log;
    this.entries = entries;
  }

  /** Takes the next record, in the order of the topic. */
  void read(ConsumerRecord<byte[], byte[]> record) {
    CheckpointKey key = CheckpointKey.read(record.key()).orElse(null);
    if (key == null) {
      throw new LaneStopped(
          "the record at offset %d of %s has a key that is none of ours: somebody else writes to"
                  .formatted(record.offset(), partition)
              + " the topic; check its ACL");
    }
    byte @Nullable [] value = record.value();
    if (value == null) {
      entries.remove(key);
      return;
    }
    switch (decode(value, record.offset())) {
      case Checkpoint.FoldMark read -> mark = read;
      case Checkpoint.PartitionSnapshot snapshot -> {}
      case Fact.Descriptor descriptor -> entries.put(key, value, descriptor.covered());
      case Fact.Position position -> entries.put(key, value, position.covered());
      case Fact.Closed closed -> entries.put(key, value, closed.closedAt());
      case Fact.Forgotten forgotten -> entries.remove(key);
      case Fact.SchemaSeen seen -> entries.put(key, value, seen.logOffset());
      case Fact.Barrier barrier -> entries.put(key, value, barrier.logOffset());
    }
  }

  private Checkpoint decode(byte[] value, long offset) {
    Decoded<Checkpoint> decoded = codec.decodeCheckpoint(value);
    while (decoded instanceof Decoded.Waiting<Checkpoint>(int schemaId)) {
      codec.resolve(schemaId).block(REGISTRY_PATIENCE);
      decoded = codec.decodeCheckpoint(value);
    }
    if (decoded instanceof Decoded.Value<Checkpoint>(Checkpoint checkpoint)) {
      return checkpoint;
    }
    throw new LaneStopped(
        "the record at offset %d of %s does not decode: the topic is damaged, or written by a"
                .formatted(offset, partition)
            + " newer version");
  }

  /**
   * Compares, once all was read.
   *
   * @throws LaneStopped if the mark is of another log
   * @throws IllegalStateException if entries are missing: reading again may help
   */
  void check() {
    Checkpoint.@Nullable FoldMark last = mark;
    if (last == null) {
      if (entries.count() > 0) {
        throw new IllegalStateException(partition + " has entries, but no fold mark");
      }
      return;
    }
    if (!last.log().equals(log)) {
      throw new LaneStopped(
          "%s was folded from a log with id %s and %d partitions; this one is %s with %d: offsets"
                  .formatted(
                      partition,
                      last.log().topicId(),
                      last.log().partitions(),
                      log.topicId(),
                      log.partitions())
              + " are the protocol's clock, so a new log needs new checkpoint topics");
    }
    Bytes sum = entries.sum();
    if (last.count() != entries.count() || !last.sum().equals(sum)) {
      throw new IllegalStateException(
          "%s holds %d entries, but its fold mark counts %d, or their sum differs"
              .formatted(partition, entries.count(), last.count()));
    }
  }
}
