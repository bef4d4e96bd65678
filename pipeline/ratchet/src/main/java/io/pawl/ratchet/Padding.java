package io.pawl.ratchet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hides a payload's length among whole cells: length in 32 bits, payload, zeros. */
final class Padding {
  private static final int PREFIX = 4;

  private Padding() {}

  /** The payload in as few cells as hold it, at least one. */
  static byte[] pad(byte[] payload, int cellBytes) {
    long cells = (PREFIX + (long) payload.length + cellBytes - 1) / cellBytes;
    byte[] plaintext = new byte[Math.toIntExact(cells * cellBytes)];
    for (int i = 0; i < PREFIX; i++) {
      plaintext[i] = (byte) (payload.length >>> (24 - 8 * i));
    }
    System.arraycopy(payload, 0, plaintext, PREFIX, payload.length);
    return plaintext;
  }

  /** The payload; null if its length does not fit or the padding is not zero. */
  static byte @Nullable [] unpad(byte[] plaintext) {
    if (plaintext.length < PREFIX) {
      return null;
    }
    int length = 0;
    for (int i = 0; i < PREFIX; i++) {
      length = (length << 8) | (plaintext[i] & 0xff);
    }
    if (length < 0 || length > plaintext.length - PREFIX) {
      return null;
    }
    if (!isZero(plaintext, PREFIX + length)) {
      return null;
    }
    return Arrays.copyOfRange(plaintext, PREFIX, PREFIX + length);
  }

  /**
   * Whether all bytes from {@code from} on are zero: the first is, and each equals the one before.
   * The comparison is a vector instruction; byte by byte, this was what opening a short message in
   * a large cell mostly did.
   */
  private static boolean isZero(byte[] bytes, int from) {
    return from == bytes.length
        || (bytes[from] == 0
            && Arrays.equals(bytes, from, bytes.length - 1, bytes, from + 1, bytes.length));
  }
}
