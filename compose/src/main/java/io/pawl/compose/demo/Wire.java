package io.pawl.compose.demo;

import io.pawl.ratchet.LogRecord;
import org.jspecify.annotations.Nullable;

/** How records of the log are written as bytes. */
public interface Wire {
  /** The bytes of {@code record}. */
  byte[] encode(LogRecord record);

  /** The record in {@code value}; null if there is none in it. */
  @Nullable LogRecord decode(byte[] value);
}
