package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelPosition.InSlot;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A slot's window between its ring of seen bits and the gaps that are written.
 *
 * <p>Traffic without gaps, which is nearly all, then takes no bytes instead of window / 8, of which
 * a channel's position holds up to eight.
 */
final class WindowBits {
  private static final int MAX_BITS = 4_096;

  /** The ring: counter c is bit c mod 64 of word (c mod bits) / 64. */
  private static final VarHandle RING =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** The gaps: bit k is bit k mod 64 of word k / 64. */
  private static final VarHandle GAPS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
    byte[] ring = window.seen().toArray();
    byte[] missing = new byte[ring.length];
    int below = below(bits, window.top());
    int gaps = 0;
    for (int k = 0; k < below; k += Long.SIZE) {
      long word = ~downwards(ring, window.top() - 1 - k) & lowest(below - k);
      GAPS.set(missing, k / Byte.SIZE, word);
      gaps += Long.bitCount(word);
    }
    boolean empty = window.top() < 0;
    int held = empty ? 0 : below + 1 - gaps;
    if (held != count(ring) || (!empty && (downwards(ring, window.top()) & 1) == 0)) {
      throw new IllegalArgumentException("a window with bits outside it");
    }
    int length = missing.length;
    while (length > 0 && missing[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(missing, length);
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
    byte[] gaps = new byte[bits / Byte.SIZE];
    missing.copyTo(gaps, 0);
    byte[] ring = new byte[bits / Byte.SIZE];
    if (top >= 0) {
      or(ring, word(ring, top), 1L << top);
    }
    int below = below(bits, top);
    for (int k = 0; k < bits; k += Long.SIZE) {
      long word = (long) GAPS.get(gaps, k / Byte.SIZE);
      long held = lowest(Math.max(0, below - k));
      if ((word & ~held) != 0) {
        throw new IllegalArgumentException("a gap outside the window");
      }
      if (held != 0) {
        setDownwards(ring, top - 1 - k, ~word & held);
      }
    }
    return new InSlot(slot, top, Bytes.wrap(ring));
  }

  private static boolean isSize(int bits) {
    return bits >= Long.SIZE && bits <= MAX_BITS && bits % Long.SIZE == 0;
  }

  /** How many counters below {@code top} the window holds. */
  private static int below(int bits, int top) {
    return Math.clamp(top, 0, bits - 1);
  }

  private static long lowest(int count) {
    return count >= Long.SIZE ? -1L : (1L << count) - 1;
  }

  /** The ring's 64 bits from {@code counter} on downwards; that of {@code counter} is bit 0. */
  private static long downwards(byte[] ring, int counter) {
    int left = Long.SIZE - 1 - counter % Long.SIZE;
    long upper = (long) RING.get(ring, word(ring, counter)) << left;
    long lower =
        left == 0 ? 0 : (long) RING.get(ring, before(ring, counter)) >>> (Long.SIZE - left);
    return Long.reverse(upper | lower);
  }

  /** The reverse of {@link #downwards}: adds to what is set. */
  private static void setDownwards(byte[] ring, int counter, long seen) {
    int left = Long.SIZE - 1 - counter % Long.SIZE;
    long upwards = Long.reverse(seen);
    or(ring, word(ring, counter), upwards >>> left);
    if (left != 0) {
      or(ring, before(ring, counter), upwards << (Long.SIZE - left));
    }
  }

  private static void or(byte[] ring, int at, long bits) {
    RING.set(ring, at, (long) RING.get(ring, at) | bits);
  }

  /** Where the word of {@code counter} stands. */
  private static int word(byte[] ring, int counter) {
    return counter / Long.SIZE * Long.BYTES % ring.length;
  }

  /** Where the word before that stands. */
  private static int before(byte[] ring, int counter) {
    return (word(ring, counter) + ring.length - Long.BYTES) % ring.length;
  }

  private static int count(byte[] ring) {
    int count = 0;
    for (int at = 0; at < ring.length; at += Long.BYTES) {
      count += Long.bitCount((long) RING.get(ring, at));
    }
    return count;
  }
}
