package io.pawl.load.processor;

import io.pawl.ratchet.ChannelId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the hand-written contenders check of an envelope: its tag, then its place in its direction's
 * windows. As somebody would write it who wants speed and nothing else: the bytes are read where
 * they stand, and no object is made but what the JDK's Mac asks for.
 *
 * <p>The state of a channel is an array, so that a store can keep it. Not thread-safe.
 */
final class BareCheck {
  /** Both directions of a channel. */
  static final int STATE_BYTES = 128;

  private static final int DIRECTION_BYTES = STATE_BYTES / 2;

  // Within a direction.
  private static final int SLOT = 0;
  private static final int PREVIOUS_SLOT = 8;
  private static final int TOP = 16;
  private static final int PREVIOUS_TOP = 20;
  private static final int OVERLAP = 24;
  private static final int SEEN = 32;
  private static final int PREVIOUS_SEEN = 48;

  // The default policy.
  private static final int SLOT_MESSAGES = 256;
  private static final int WINDOW = 128;
  private static final int OVERLAP_MESSAGES = 64;
  private static final int LOOKAHEAD = 4;

  /** Magic byte and schema id. */
  private static final int PREFIX = 5;

  private static final int KEY_BYTES = 32;
  private static final int TAG_BYTES = 16;
  private static final int HEADER_BYTES = 40;
  private static final String ALGORITHM = "HmacSHA256";

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Mac mac;
  private final byte[] header = new byte[HEADER_BYTES];
  private final byte[] digest = new byte[KEY_BYTES];

  private byte[] bytes = {};
  private int at;

  BareCheck() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
    header[0] = 'P';
    header[1] = 'W';
    header[2] = 1;
  }

  /** A channel in which nothing was accepted yet. */
  static byte[] begin() {
    byte[] state = new byte[STATE_BYTES];
    for (int direction = 0; direction < STATE_BYTES; direction += DIRECTION_BYTES) {
      INT.set(state, direction + TOP, -1);
      INT.set(state, direction + PREVIOUS_TOP, -1);
    }
    return state;
  }

  /**
   * Whether the envelope in {@code value} is accepted; then {@code state} has moved.
   *
   * @param keys both admission keys of its channel
   */
  boolean accepts(byte[] value, byte[] keys, byte[] state) {
    bytes = value;
    at = PREFIX + ChannelId.LENGTH;
    int epoch = (int) varint();
    int direction = (int) varint();
    long slot = varint();
    int counter = (int) varint();
    int length = (int) varint();
    if (at + length + TAG_BYTES != value.length || (direction & ~1) != 0) {
      return false;
    }
    header[3] = (byte) direction;
    System.arraycopy(value, PREFIX, header, 4, ChannelId.LENGTH);
    INT.set(header, 20, epoch);
    LONG.set(header, 24, slot);
    LONG.set(header, 32, (long) counter);
    return isAuthentic(keys, direction * KEY_BYTES, length)
        && take(state, direction * DIRECTION_BYTES, slot, counter);
  }

  private long varint() {
    long raw = 0;
    int shift = 0;
    byte part;
    do {
      part = bytes[at++];
      raw |= (long) (part & 0x7f) << shift;
      shift += 7;
    } while (part < 0);
    return raw >>> 1 ^ -(raw & 1);
  }

  private boolean isAuthentic(byte[] keys, int key, int length) {
    try {
      mac.init(new SecretKeySpec(keys, key, KEY_BYTES, ALGORITHM));
      mac.update(header);
      mac.update(bytes, at, length);
      mac.doFinal(digest, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 takes any key", e);
    }
    int difference = 0;
    for (int i = 0; i < TAG_BYTES; i++) {
      difference |= digest[i] ^ bytes[at + length + i];
    }
    return difference == 0;
  }

  private static boolean take(byte[] state, int base, long slot, int counter) {
    if (counter < 0 || counter >= SLOT_MESSAGES) {
      return false;
    }
    long current = (long) LONG.get(state, base + SLOT);
    int overlap = (int) INT.get(state, base + OVERLAP);
    if (slot > current) {
      if (slot - current > LOOKAHEAD || counter >= WINDOW) {
        return false;
      }
      begin(state, base, slot);
    } else if (slot < current
        && (overlap == 0 || slot != (long) LONG.get(state, base + PREVIOUS_SLOT))) {
      return false;
    }
    boolean previous = slot < current;
    if (!mark(
        state,
        base + (previous ? PREVIOUS_TOP : TOP),
        base + (previous ? PREVIOUS_SEEN : SEEN),
        counter)) {
      return false;
    }
    if (slot <= current && overlap > 0) {
      INT.set(state, base + OVERLAP, overlap - 1);
    }
    return true;
  }

  private static void begin(byte[] state, int base, long slot) {
    LONG.set(state, base + PREVIOUS_SLOT, (long) LONG.get(state, base + SLOT));
    INT.set(state, base + PREVIOUS_TOP, (int) INT.get(state, base + TOP));
    System.arraycopy(state, base + SEEN, state, base + PREVIOUS_SEEN, WINDOW / 8);
    LONG.set(state, base + SLOT, slot);
    INT.set(state, base + TOP, -1);
    INT.set(state, base + OVERLAP, OVERLAP_MESSAGES);
    LONG.set(state, base + SEEN, 0L);
    LONG.set(state, base + SEEN + 8, 0L);
  }

  private static boolean mark(byte[] state, int topAt, int seenAt, int counter) {
    int top = (int) INT.get(state, topAt);
    if (counter - top > WINDOW || top - counter >= WINDOW) {
      return false;
    }
    for (int skipped = top + 1; skipped <= counter; skipped++) {
      bit(state, seenAt, skipped, false);
    }
    if (counter <= top && isSet(state, seenAt, counter)) {
      return false;
    }
    bit(state, seenAt, counter, true);
    INT.set(state, topAt, Math.max(top, counter));
    return true;
  }

  private static boolean isSet(byte[] state, int seenAt, int counter) {
    return (state[seenAt + counter % WINDOW / 8] & 1 << counter % 8) != 0;
  }

  private static void bit(byte[] state, int seenAt, int counter, boolean set) {
    int index = seenAt + counter % WINDOW / 8;
    int mask = 1 << counter % 8;
    state[index] = (byte) (set ? state[index] | mask : state[index] & ~mask);
  }
}
