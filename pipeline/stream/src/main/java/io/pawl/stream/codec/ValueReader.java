package io.pawl.stream.codec;

import java.io.IOException;

/** Reads what one schema id stands for. */
@FunctionalInterface
interface ValueReader<T> {
  /**
   * Reads one record.
   *
   * @throws IOException if the bytes are none
   */
  T read(StrictDecoder in) throws IOException;
}
