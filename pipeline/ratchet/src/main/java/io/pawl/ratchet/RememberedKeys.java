package io.pawl.ratchet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The X25519 keys that a channel's transitions used last, or lost: bytes whose private key nobody
 * has any more must never begin an epoch. 8 bytes of a digest are enough: a collision only asks for
 * another ephemeral key.
 */
final class RememberedKeys {
  private static final long[] NONE = {};

  private long[] oldestFirst = NONE;

  static RememberedKeys of(List<Long> oldestFirst) {
    RememberedKeys keys = new RememberedKeys();
    keys.oldestFirst = oldestFirst.stream().mapToLong(Long::longValue).toArray();
    return keys;
  }

  boolean contains(Bytes key) {
    return contains(fingerprint(key));
  }

  /**
   * Remembers a key; false if it was already, which moves nothing: else an old record written again
   * and again would push the others out.
   */
  boolean add(Bytes key) {
    long fingerprint = fingerprint(key);
    if (contains(fingerprint)) {
      return false;
    }
    int from = oldestFirst.length == Limits.REMEMBERED_KEYS ? 1 : 0;
    long[] longer = Arrays.copyOfRange(oldestFirst, from, oldestFirst.length + 1);
    longer[longer.length - 1] = fingerprint;
    oldestFirst = longer;
    return true;
  }

  List<Long> toList() {
    return Arrays.stream(oldestFirst).boxed().toList();
  }

  private boolean contains(long fingerprint) {
    for (long remembered : oldestFirst) {
      if (remembered == fingerprint) {
        return true;
      }
    }
    return false;
  }

  private static long fingerprint(Bytes key) {
    return ByteBuffer.wrap(Sha256.of(key.toArray())).getLong();
  }
}
