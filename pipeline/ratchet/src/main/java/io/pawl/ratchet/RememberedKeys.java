package io.pawl.ratchet;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The X25519 keys that a channel's transitions used last, or lost: bytes whose private key nobody
 * has any more must never begin an epoch. 8 bytes of a digest are enough: a collision only asks for
 * another ephemeral key. Immutable.
 */
final class RememberedKeys {
  private final long[] oldestFirst;

  /** Takes the array over. */
  RememberedKeys(long[] oldestFirst) {
    this.oldestFirst = oldestFirst;
  }

  static RememberedKeys of(List<Long> oldestFirst) {
    return new RememberedKeys(oldestFirst.stream().mapToLong(Long::longValue).toArray());
  }

  boolean contains(Bytes key) {
    long fingerprint = fingerprint(key);
    for (long remembered : oldestFirst) {
      if (remembered == fingerprint) {
        return true;
      }
    }
    return false;
  }

  /** These and {@code key}, without the oldest one where they would be too many. */
  RememberedKeys with(Bytes key) {
    int from = oldestFirst.length == Limits.REMEMBERED_KEYS ? 1 : 0;
    long[] longer = Arrays.copyOfRange(oldestFirst, from, oldestFirst.length + 1);
    longer[longer.length - 1] = fingerprint(key);
    return new RememberedKeys(longer);
  }

  List<Long> toList() {
    return Arrays.stream(oldestFirst).boxed().toList();
  }

  /** Words that {@link #copyTo} takes. */
  int length() {
    return oldestFirst.length;
  }

  void copyTo(long[] target, int at) {
    System.arraycopy(oldestFirst, 0, target, at, oldestFirst.length);
  }

  private static long fingerprint(Bytes key) {
    return ByteBuffer.wrap(Sha256.of(key.toArray())).getLong();
  }
}
