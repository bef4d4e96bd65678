package io.pawl.processor;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.Outbox;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Moves a restored state as records of the log did when they were judged. Their outcomes are in the
 * topics already, so nothing is sent.
 */
final class Replay {
  private static final Outbox DISCARDED = record -> {};

  private final Codec codec;
  private final PatientDecoder decoder;

  /** The first record by schema id; null if nobody wrote that down yet. */
  private final @Nullable Map<Integer, Long> schemas;

  private final Restoration restored;
  private final RestoredState state;

  Replay(
      Codec codec,
      PatientDecoder decoder,
      @Nullable Map<Integer, Long> schemas,
      Restoration restored,
      RestoredState state) {
    this.codec = codec;
    this.decoder = decoder;
    this.schemas = schemas;
    this.restored = restored;
    this.state = state;
  }

  /** Takes the next record of the log. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    switch (codec.decodeLog(record.value())) {
      case Decoded.Value<LogRecord>(LogRecord value) -> {
        if (resolved(Codec.schemaId(record.value()), record.offset())) {
          take(record, value);
        }
      }
      case Decoded.Malformed<LogRecord> malformed -> {}
      case Decoded.Waiting<LogRecord>(int schemaId) -> {
        if (resolved(schemaId, record.offset())) {
          lookUp(record, schemaId);
        }
      }
    }
  }

  /** Whether records with that schema were decoded at {@code offset}: what is so now is no sign. */
  private boolean resolved(int schemaId, long offset) {
    if (schemas == null) {
      return true;
    }
    Long first = schemas.get(schemaId);
    return first != null && first <= offset;
  }

  private void lookUp(ConsumerRecord<byte[], byte[]> record, int schemaId) {
    if (decoder.log(record.value()) instanceof Decoded.Value<LogRecord>(LogRecord value)) {
      take(record, value);
    } else if (schemas != null
        && codec.decodeLog(record.value()) instanceof Decoded.Waiting<LogRecord>) {
      // An id without a schema is asked for again each time.
      throw new LaneStopped(
          StopReason.SCHEMA_LOST,
          ("the registry has no schema with id %d any more, and the record at offset %d of %s-%d"
                  + " was judged by it; register it there again")
              .formatted(schemaId, record.offset(), record.topic(), record.partition()));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, LogRecord value) {
    if (restored.includes(value.channel(), record.offset())) {
      return;
    }
    byte @Nullable [] key = record.key();
    Outcome outcome =
        state
            .channels()
            .accept(record.offset(), key == null ? Bytes.EMPTY : Bytes.wrap(key), value);
    state.facts().resolved(Codec.schemaId(record.value()), record.offset());
    state.invitations().follow(record, value, outcome, DISCARDED);
    state.facts().note(value.channel(), outcome, record.offset());
  }
}
