package io.pawl.stream.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a partition of the checkpoints topic back, and holds what was read against its last fold
 * mark: the cleaner may be at work while it is read, and take an entry away whose successor stands
 * behind the end of the reading. Then reading again helps.
 */
public final class CheckpointReading {
  private static final Logger logger = LoggerFactory.getLogger(CheckpointReading.class);

  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(30);

  /** One reading, and three more: the cleaner does not come that often. */
  private static final int READINGS = 4;

  private final PartitionReader reader;
  private final TopicPartition partition;
  private final PatientDecoder decoder;
  private final LogIdentity log;
  private final Runnable pause;

  /**
   * Prepares a reading.
   *
   * @param reader of committed records
   * @param partition of the checkpoints
   * @param log that they must be of
   * @param pause called between chunks; what it throws ends the reading
   */
  public CheckpointReading(
      PartitionReader reader,
      TopicPartition partition,
      Codec codec,
      LogIdentity log,
      Runnable pause) {
    this.reader = reader;
    this.partition = partition;
    this.decoder = new PatientDecoder(codec, REGISTRY_PATIENCE);
    this.log = log;
    this.pause = pause;
  }

  /**
   * Reads up to the last stable offset.
   *
   * @throws LaneStopped if the entries are of another log, damaged, or never agree with their mark
   */
  public LiveEntries read() {
    for (int reading = 1; ; reading++) {
      Records records = new Records();
      reader.read(
          partition,
          reader.beginning(partition),
          reader.end(partition),
          chunk -> {
            chunk.forEach(records::take);
            pause.run();
          });
      LiveEntries entries = records.entries();
      String difference = difference(entries);
      if (difference == null) {
        return entries;
      }
      if (reading == READINGS) {
        throw new LaneStopped(
            StopReason.CHECKPOINTS_INCOMPLETE,
            "%s, after %d readings; they have to be folded anew from facts or log"
                .formatted(difference, reading));
      }
      logger.info("{}: reading again", difference);
    }
  }

  /** What is wrong with the entries as a whole; null if nothing is. */
  private @Nullable String difference(LiveEntries entries) {
    Checkpoint.FoldMark mark = entries.mark();
    if (mark == null) {
      return entries.values().isEmpty() ? null : partition + " has entries, but no fold mark";
    }
    if (!mark.log().equals(log)) {
      throw new LaneStopped(
          StopReason.OTHER_LOG,
          "%s was folded from a log with id %s and %d partitions; this one is %s with %d: offsets"
                  .formatted(
                      partition,
                      mark.log().topicId(),
                      mark.log().partitions(),
                      log.topicId(),
                      log.partitions())
              + " are the protocol's clock, so a new log needs new checkpoint topics");
    }
    EntrySum sum = new EntrySum();
    entries.values().forEach((key, value) -> sum.add(key.toBytes(), value));
    return mark.count() == sum.count() && mark.sum().equals(sum.sum())
        ? null
        : "%s holds %d entries, but its fold mark counts %d, or their sums differ"
            .formatted(partition, sum.count(), mark.count());
  }

  /** One reading's records, the latest of each key. */
  private final class Records {
    private final Map<CheckpointKey, byte[]> latest = new HashMap<>();

    /** Offsets of records that are none of ours, by their keys, unless a tombstone follows. */
    private final Map<Bytes, Long> foreign = new HashMap<>();

    private byte @Nullable [] mark;
    private byte @Nullable [] snapshot;
    private @Nullable Instant snapshotAt;
    private boolean paging;
    private long count;

    void take(ConsumerRecord<byte[], byte[]> record) {
      count++;
      CheckpointKey key = CheckpointKey.read(record.key()).orElse(null);
      if (key == null) {
        takeForeign(record);
        return;
      }
      switch (key.kind()) {
        case FOLD_MARK -> mark = record.value();
        case SNAPSHOT -> {
          snapshot = record.value();
          snapshotAt = snapshot == null ? null : Instant.ofEpochMilli(record.timestamp());
          paging = false;
        }
        case DESCRIPTOR, POSITION, CLOSED, SCHEMA_SEEN, BARRIER, FORGOTTEN, PAGE -> {
          paging |= key.kind() == CheckpointKey.Kind.PAGE;
          if (record.value() == null) {
            latest.remove(key);
          } else {
            latest.put(key, record.value());
          }
        }
      }
    }

    private void takeForeign(ConsumerRecord<byte[], byte[]> record) {
      Bytes key = record.key() == null ? Bytes.EMPTY : Bytes.wrap(record.key());
      if (record.value() == null) {
        foreign.remove(key);
      } else {
        foreign.put(key, record.offset());
      }
    }

    LiveEntries entries() {
      if (!foreign.isEmpty()) {
        throw new LaneStopped(
            StopReason.CHECKPOINTS_DAMAGED,
            "the record at offset %d of %s has a key that is none of ours: somebody else writes to"
                    .formatted(Collections.min(foreign.values()), partition)
                + " the topic; check its ACL");
      }
      return new LiveEntries(
          latest,
          mark == null ? null : decode(mark, Checkpoint.FoldMark.class),
          snapshot == null ? null : decode(snapshot, Checkpoint.PartitionSnapshot.class),
          snapshotAt,
          paging,
          count);
    }

    private <T extends Checkpoint> T decode(byte[] value, Class<T> type) {
      if (decoder.checkpoint(value) instanceof Decoded.Value<Checkpoint>(Checkpoint decoded)
          && type.isInstance(decoded)) {
        return type.cast(decoded);
      }
      throw new LaneStopped(
          StopReason.CHECKPOINTS_DAMAGED,
          "%s of %s does not decode: the topic is damaged, or written by a newer version"
              .formatted(type.getSimpleName(), partition));
    }
  }
}
