package io.pawl.compose.demo;

import io.pawl.ratchet.LogRecord;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import org.jspecify.annotations.Nullable;

/** The log's own format. */
record CodecWire(Codec codec) implements Wire {
  @Override
  public byte[] encode(LogRecord record) {
    return codec.encode(record);
  }

  @Override
  public @Nullable LogRecord decode(byte[] value) {
    return codec.decodeLog(value) instanceof Decoded.Value<LogRecord>(LogRecord record)
        ? record
        : null;
  }
}
