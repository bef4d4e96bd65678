package io.pawl.ratchet;

/**
 * The 32-bit MurmurHash2 of Kafka's default partitioner (seed 0x9747b28c, little-endian blocks), so
 * that the protocol's partition rule needs no Kafka.
 */
final class Murmur2 {
  private static final int SEED = 0x9747b28c;
  private static final int MULTIPLIER = 0x5bd1e995;
  private static final int SHIFT = 24;

  private Murmur2() {}

  /** Hashes {@code data}, whose length must be a multiple of 4: here it is always 16. */
  static int hash(byte[] data) {
    if (data.length % 4 != 0) {
      throw new IllegalArgumentException("whole blocks of 4 bytes only");
    }
    int hash = SEED ^ data.length;
    for (int i = 0; i < data.length; i += 4) {
      int block =
          (data[i] & 0xff)
              | (data[i + 1] & 0xff) << 8
              | (data[i + 2] & 0xff) << 16
              | (data[i + 3] & 0xff) << 24;
      block *= MULTIPLIER;
      block ^= block >>> SHIFT;
      block *= MULTIPLIER;
      hash = hash * MULTIPLIER ^ block;
    }
    hash ^= hash >>> 13;
    hash *= MULTIPLIER;
    hash ^= hash >>> 15;
    return hash;
  }
}
