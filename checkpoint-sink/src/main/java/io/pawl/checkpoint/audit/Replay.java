package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The log's implications, record by record, by the ratchet's rules alone. */
final class Replay {
  private final Codec codec;
  private final PatientDecoder decoder;
  private final Baseline baseline;
  private final Supplier<Partition> emptied;

  /** The first record by schema id, as facts tell: what the registry knows now is no sign. */
  private final Map<Integer, Long> schemas;

  private final Map<Integer, Long> decoded = new HashMap<>();
  private Partition channels;
  private long now;

  /**
   * @param emptied gives empty partitions of the same place
   */
  Replay(Start start, Supplier<Partition> emptied, Codec codec, PatientDecoder decoder) {
    this.codec = codec;
    this.decoder = decoder;
    this.emptied = emptied;
    this.baseline = start.baseline();
    this.schemas = start.schemas();
    this.channels = baseline.channels();
    this.now = baseline.from() - 1;
    channels.advanceTo(now);
  }

  /**
   * The next record.
   *
   * @throws LaneStopped if the registry lost the schema that it was judged by
   */
  Judgement take(ConsumerRecord<byte[], byte[]> entry) {
    LogRecord record = decode(entry);
    advance(entry.offset());
    if (record == null) {
      return Judgement.UNDECODED;
    }
    decoded.putIfAbsent(Codec.schemaId(entry.value()), entry.offset());
    if (baseline.isUnknown(record.channel(), entry.offset())) {
      return new Judgement.Open(record);
    }
    byte @Nullable [] key = entry.key();
    return new Judgement.Decided(
        record,
        channels.accept(entry.offset(), key == null ? Bytes.EMPTY : Bytes.wrap(key), record));
  }

  private @Nullable LogRecord decode(ConsumerRecord<byte[], byte[]> entry) {
    return switch (codec.decodeLog(entry.value())) {
      case Decoded.Value<LogRecord>(LogRecord record) -> isSeen(entry) ? record : null;
      case Decoded.Malformed<LogRecord> malformed -> null;
      case Decoded.Waiting<LogRecord> waiting -> isSeen(entry) ? lookUp(entry) : null;
    };
  }

  /** Whether records of that schema were decoded there. */
  private boolean isSeen(ConsumerRecord<byte[], byte[]> entry) {
    Long first = schemas.get(Codec.schemaId(entry.value()));
    return first != null && first <= entry.offset();
  }

  private @Nullable LogRecord lookUp(ConsumerRecord<byte[], byte[]> entry) {
    if (decoder.log(entry.value()) instanceof Decoded.Value<LogRecord>(LogRecord record)) {
      return record;
    }
    if (codec.decodeLog(entry.value()) instanceof Decoded.Waiting<LogRecord>(int schemaId)) {
      // What is merely no record would be known as such by now.
      throw new LaneStopped(
          StopReason.SCHEMA_LOST,
          ("the registry has no schema with id %d any more, and the record at offset %d of %s-%d"
                  + " was judged by it")
              .formatted(schemaId, entry.offset(), entry.topic(), entry.partition()));
    }
    return null;
  }

  private void advance(long offset) {
    if (offset > now) {
      now = offset;
      channels.advanceTo(offset);
    }
  }

  /** Whether the channel's state after the record at {@code offset} is not known. */
  boolean isUnknown(ChannelId channel, long offset) {
    return baseline.isUnknown(channel, offset);
  }

  /** The channel's state as of {@code offset}, before any record behind it; null if it has none. */
  @Nullable Snapshot at(ChannelId channel, long offset) {
    advance(offset);
    return channels.snapshot(channel);
  }

  /** The first record since the baseline that was decoded with that schema; null if none was. */
  @Nullable Long firstDecoded(int schemaId) {
    return decoded.get(schemaId);
  }

  /** All channels as of {@code offset}. */
  Stream<Snapshot> channels(long offset) {
    advance(offset);
    return channels.ids().map(channels::snapshot).filter(Objects::nonNull);
  }

  /** The processor lost the channel's position here, told so, and made both directions diverge. */
  void lose(ChannelId channel) {
    List<Snapshot> kept = channels(now).toList();
    channels = emptied.get();
    channels.advanceTo(now);
    for (Snapshot snapshot : kept) {
      channels.restore(snapshot.channel().equals(channel) ? lost(snapshot) : snapshot);
    }
  }

  private static Snapshot lost(Snapshot snapshot) {
    return switch (snapshot) {
      case Snapshot.Live(ChannelDescriptor descriptor, ChannelPosition position) ->
          new Snapshot.Live(descriptor, ChannelPosition.missing(descriptor));
      case Snapshot.Closed closed -> closed;
    };
  }
}
