package io.pawl.stream.codec;

/** Avro's numbers: zig-zag, then 7 bits a byte, the lowest first. */
final class Varint {
  private Varint() {}

  /** Writes {@code value}, and returns the index behind it. An int is written as the same long. */
  static int write(byte[] target, int at, long value) {
    long rest = value << 1 ^ value >> 63;
    int next = at;
    while ((rest & ~0x7fL) != 0) {
      target[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[next++] = (byte) rest;
    return next;
  }
}
