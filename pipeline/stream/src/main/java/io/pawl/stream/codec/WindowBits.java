package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelPosition.InSlot;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A slot's window between its ring of seen bits and the gaps that are written.
 *
 * <p>Traffic without gaps, which is nearly all, then takes no bytes instead of window / 8, of which
 * a channel's position holds up to eight.
 */
final class WindowBits {
  private static final int MAX_BITS = 4_096;

  private WindowBits() {}

  /**
   * The gaps below {@code window.top()}: bit k stands for counter top - 1 - k.
   *
   * @throws IllegalArgumentException if bits are set that the window does not hold
   */
  static byte[] missing(InSlot window) {
    int bits = window.seen().length() * Byte.SIZE;
    if (!isSize(bits)) {
      throw new IllegalArgumentException("no window has " + bits + " bits");
    }
    byte[] missing = new byte[bits / Byte.SIZE];
    int gaps = 0;
    int below = Math.min(window.top(), bits - 1);
    int last = -1;
    for (int k = 0; k < below; k++) {
      if (!seen(window.seen(), window.top() - 1 - k)) {
        missing[k / Byte.SIZE] |= (byte) (1 << (k % Byte.SIZE));
        last = k;
        gaps++;
      }
    }
    int held = window.top() < 0 ? 0 : below + 1 - gaps;
    if (held != count(window.seen()) || (window.top() >= 0 && !seen(window.seen(), window.top()))) {
      throw new IllegalArgumentException("a window with bits outside it");
    }
    return Arrays.copyOf(missing, last < 0 ? 0 : last / Byte.SIZE + 1);
  }

  /**
   * The window of {@code bits} bits that those gaps leave.
   *
   * @throws IllegalArgumentException if there is no such window
   */
  static InSlot window(int bits, long slot, int top, Bytes missing) {
    if (!isSize(bits) || top < -1 || missing.length() > bits / Byte.SIZE) {
      throw new IllegalArgumentException("no window has " + bits + " bits up to " + top);
    }
    int below = Math.clamp(top, 0, bits - 1);
    byte[] ring = new byte[bits / Byte.SIZE];
    if (top >= 0) {
      set(ring, top);
    }
    for (int k = 0; k < below; k++) {
      if (!gap(missing, k)) {
        set(ring, top - 1 - k);
      }
    }
    for (int k = below; k < missing.length() * Byte.SIZE; k++) {
      if (gap(missing, k)) {
        throw new IllegalArgumentException("a gap outside the window");
      }
    }
    return new InSlot(slot, top, Bytes.wrap(ring));
  }

  private static boolean isSize(int bits) {
    return bits >= Long.SIZE && bits <= MAX_BITS && bits % Long.SIZE == 0;
  }

  private static boolean gap(Bytes missing, int k) {
    return k / Byte.SIZE < missing.length()
        && (missing.at(k / Byte.SIZE) >> (k % Byte.SIZE) & 1) != 0;
  }

  /** Counter c is bit c mod 64 of the big-endian word (c mod bits) / 64. */
  private static int index(int counter, int bits) {
    int place = counter % bits;
    return place / Long.SIZE * Long.BYTES + (Long.BYTES - 1 - place % Long.SIZE / Byte.SIZE);
  }

  private static boolean seen(Bytes ring, int counter) {
    return (ring.at(index(counter, ring.length() * Byte.SIZE)) >> (counter % Byte.SIZE) & 1) != 0;
  }

  private static void set(byte[] ring, int counter) {
    ring[index(counter, ring.length * Byte.SIZE)] |= (byte) (1 << (counter % Byte.SIZE));
  }

  private static int count(Bytes ring) {
    ByteBuffer words = ByteBuffer.wrap(ring.array(), ring.offset(), ring.length());
    int count = 0;
    while (words.hasRemaining()) {
      count += Long.bitCount(words.getLong());
    }
    return count;
  }
}
