package io.pawl.ratchet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds the byte strings that are signed, hashed or derived from: big-endian, unsigned. */
final class Octets {
  private byte[] bytes = new byte[256];
  private int length;

  /** Begins with a label, in ASCII without a terminator. */
  static Octets of(String label) {
    return new Octets().raw(label.getBytes(StandardCharsets.US_ASCII));
  }

  Octets u8(int value) {
    return number(value, 1);
  }

  Octets u16(int value) {
    return number(value, 2);
  }

  Octets u32(int value) {
    return number(value, 4);
  }

  Octets u64(long value) {
    return number(value, 8);
  }

  Octets raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  Octets raw(Bytes value) {
    room(value.length());
    length = value.copyTo(bytes, length);
    return this;
  }

  Octets channel(ChannelId channel) {
    room(ChannelId.LENGTH);
    length = channel.copyTo(bytes, length);
    return this;
  }

  /** With its length in front, in 16 bits. */
  Octets prefixed(Bytes value) {
    return u16(value.length()).raw(value);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  private Octets number(long value, int width) {
    room(width);
    for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
