package io.pawl.compose.demo;

import io.pawl.ratchet.LogRecord;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import org.jspecify.annotations.Nullable;

/** The log's records as bytes, for those who may wait for an answer of the registry. */
public final class Wire {
  private final Codec codec;

  /** Reads and writes by {@code codec}. */
  public Wire(Codec codec) {
    this.codec = codec;
  }

  /** The bytes of {@code record}. */
  byte[] encode(LogRecord record) {
    return codec.encode(record);
  }

  /** The record in {@code value}; null if there is none in it. */
  @Nullable LogRecord decode(byte[] value) {
    return switch (codec.decodeLog(value)) {
      case Decoded.Value<LogRecord> decoded -> decoded.record();
      case Decoded.Malformed<LogRecord> malformed -> null;
      case Decoded.Waiting<LogRecord> waiting -> {
        codec.resolve(waiting.schemaId()).block();
        yield codec.decodeLog(value) instanceof Decoded.Value<LogRecord> found
            ? found.record()
            : null;
      }
    };
  }
}
