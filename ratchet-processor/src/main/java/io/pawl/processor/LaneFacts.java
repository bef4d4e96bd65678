package io.pawl.processor;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.Outbox;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Tells the checkpoint sink what changed. A descriptor's change is told in the record's own
 * transaction; positions change with every message, so they are told only once they have been out
 * of date for long, or when the lane ends in order.
 */
final class LaneFacts {
  /** Registries give ids above it. */
  private static final int NO_SCHEMA = -1;

  private final int partition;
  private final LogIdentity log;
  private final ProcessorSettings settings;
  private final Codec codec;
  private final Partition channels;
  private final DirtyChannels dirty = new DirtyChannels();

  /** Schema ids of the records that decoded: few, since each is a version of a schema of ours. */
  private final Set<Integer> schemas = new HashSet<>();

  /** The last of them: nearly every record has the schema of the one before. */
  private int lastSchema = NO_SCHEMA;

  /** Those of them that are still to be told. */
  private final List<Fact.SchemaSeen> seen = new ArrayList<>();

  /** When the last barrier was written; 0 if this lane has not written one. */
  private long barrierNanos;

  private boolean barrierWritten;

  LaneFacts(
      int partition, LogIdentity log, ProcessorSettings settings, Codec codec, Partition channels) {
    this.log = log;
    this.partition = partition;
    this.settings = settings;
    this.codec = codec;
    this.channels = channels;
  }

  /** Notes what the record at {@code offset} made out of date. */
  void note(ChannelId channel, Outcome outcome, long offset) {
    switch (outcome.change()) {
      case NONE -> {}
      case POSITION -> dirty.position(channel, offset);
      case DESCRIPTOR, CLOSED -> dirty.descriptor(channel, offset);
    }
    for (ChannelId forgotten : outcome.forgotten()) {
      dirty.descriptor(forgotten, offset);
    }
  }

  /** The record at {@code offset} decoded by the schema with that id; told the first time. */
  void resolved(int schemaId, long offset) {
    if (schemaId != lastSchema && schemas.add(schemaId)) {
      seen.add(new Fact.SchemaSeen(schemaId, offset));
    }
    lastSchema = schemaId;
  }

  /** These were told of before. */
  void restoreSchemas(Set<Integer> ids) {
    schemas.addAll(ids);
  }

  /** The channel's state was lost and made up for: both its halves are due. */
  void madeUp(ChannelId channel, long offset) {
    dirty.descriptor(channel, offset);
  }

  /** Sends the facts that are due in the transaction that commits up to {@code next}. */
  void emit(long next, boolean last, Outbox out) {
    byte @Nullable [] noKey = null;
    seen.forEach(fact -> out.send(record(noKey, codec.encodeFact(fact))));
    seen.clear();
    long covered = next - 1;
    send(dirty.takeDue(), true, covered, out);
    long limit = last ? next : next - settings.replayRecords();
    List<ChannelId> positions = dirty.takeBefore(limit);
    send(positions, false, covered, out);
    if (last || !positions.isEmpty() || barrierIsDue()) {
      out.send(record(noKey, codec.encodeFact(new Fact.Barrier(dirty.barrier(next), log))));
      barrierNanos = System.nanoTime();
      barrierWritten = true;
    }
  }

  private boolean barrierIsDue() {
    return !barrierWritten || System.nanoTime() - barrierNanos >= settings.barrierEvery().toNanos();
  }

  private void send(List<ChannelId> ids, boolean descriptors, long covered, Outbox out) {
    for (ChannelId id : ids) {
      switch (channels.snapshot(id)) {
        case Snapshot.Live(var descriptor, var position) -> {
          if (descriptors) {
            out.send(
                record(id.toBytes(), codec.encodeFact(new Fact.Descriptor(descriptor, covered))));
          }
          out.send(record(id.toBytes(), codec.encodeFact(new Fact.Position(position, covered))));
        }
        case Snapshot.Closed closed ->
            out.send(
                record(id.toBytes(), codec.encodeFact(new Fact.Closed(id, closed.closedAt()))));
        case null ->
            out.send(record(id.toBytes(), codec.encodeFact(new Fact.Forgotten(id, covered))));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(byte @Nullable [] key, byte[] value) {
    return new ProducerRecord<>(settings.topics().facts(), partition, key, value);
  }
}
