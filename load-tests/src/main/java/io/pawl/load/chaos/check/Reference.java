package io.pawl.load.chaos.check;

import io.pawl.load.outputs.AvroRecords;
import io.pawl.load.outputs.Mark;
import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A partition of the log by the protocol alone: the ratchet's own reduction, from the first record
 * to the last, with nothing of a processor around it.
 *
 * <p>Since a processor has that reduction in it too, two things are also looked at without it: what
 * the load generator marked as forged is never accepted, and no position of a channel is accepted
 * twice.
 */
final class Reference {
  /** What follows from a record. */
  record Expected(
      Fate fate, List<Event> events, boolean impossible, Outcome.@Nullable Change change) {}

  private record Place(ChannelId channel, int epoch, int direction, long slot, int counter) {}

  private final Partition partition;
  private final AvroRecords avro;
  private final Set<Place> accepted = new HashSet<>();

  Reference(int number, int partitions, GrantKeys keys, AvroRecords avro) {
    this.partition = new Partition(number, partitions, keys);
    this.avro = avro;
  }

  /** The log's next record. */
  Expected accept(ConsumerRecord<byte[], byte[]> entry) {
    int size = entry.value() == null ? 0 : entry.value().length;
    GenericRecord read = avro.read(entry.value());
    LogRecord record = read == null ? null : Fields.log(read);
    if (record == null) {
      return new Expected(
          new Fate.Rejected(Refusal.MALFORMED, Action.NONE, null, size), List.of(), false, null);
    }
    Bytes key = entry.key() == null ? Bytes.EMPTY : Bytes.wrap(entry.key());
    Outcome outcome = partition.accept(entry.offset(), key, record);
    return switch (outcome.verdict()) {
      case Verdict.Accepted let ->
          new Expected(
              new Fate.Accepted(Digests.of(entry.key(), entry.value())),
              outcome.events(),
              Mark.isForged(entry.headers()) || isKnown(record),
              outcome.change());
      case Verdict.Refused(Refusal code, Action action) ->
          new Expected(
              new Fate.Rejected(code, action, record.channel(), size),
              outcome.events(),
              false,
              outcome.change());
    };
  }

  private boolean isKnown(LogRecord record) {
    return record instanceof Envelope e
        && !accepted.add(
            new Place(e.channel(), e.epoch(), e.direction().code(), e.slot(), e.counter()));
  }

  /** The channel as it stands after the last record; null if there is none. */
  @Nullable Snapshot snapshot(ChannelId channel) {
    return partition.snapshot(channel);
  }
}
