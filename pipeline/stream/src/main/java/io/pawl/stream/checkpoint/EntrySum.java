package io.pawl.stream.checkpoint;

import io.pawl.ratchet.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Count and sum of entries: the sum of SHA-256 over (length of the key as u32, key, value), modulo
 * 2^256. It does not depend on order and can be kept up to date entry by entry, and a reader whose
 * own sum agrees has read every entry (Bellare and Micciancio's AdHash).
 */
public final class EntrySum {
  /** Bytes of the sum. */
  public static final int LENGTH = 32;

  private static final int LIMBS = LENGTH / Long.BYTES;

  private final MessageDigest sha256;

  /** Big-endian. */
  private final long[] sum = new long[LIMBS];

  private long count;

  /** Of no entries. */
  public EntrySum() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Adds an entry. */
  public void add(byte[] key, byte[] value) {
    add(digest(key, value));
  }

  /** Adds an entry by its {@link #digest}. */
  public void add(byte[] entry) {
    ByteBuffer digest = ByteBuffer.wrap(entry);
    long carry = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
      long added = digest.getLong(i * Long.BYTES);
      long partial = sum[i] + added;
      long total = partial + carry;
      carry =
          Long.compareUnsigned(partial, added) < 0 || Long.compareUnsigned(total, partial) < 0
              ? 1
              : 0;
      sum[i] = total;
    }
    count++;
  }

  /** Takes an entry away that was added. */
  public void remove(byte[] key, byte[] value) {
    remove(digest(key, value));
  }

  /** Takes an entry away by its {@link #digest}. */
  public void remove(byte[] entry) {
    ByteBuffer digest = ByteBuffer.wrap(entry);
    long borrow = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
      long taken = digest.getLong(i * Long.BYTES);
      long partial = sum[i] - taken;
      long total = partial - borrow;
      borrow =
          Long.compareUnsigned(sum[i], taken) < 0 || Long.compareUnsigned(partial, borrow) < 0
              ? 1
              : 0;
      sum[i] = total;
    }
    count--;
  }

  /** How many entries are in it. */
  public long count() {
    return count;
  }

  /** The sum, 32 bytes, big-endian. */
  public Bytes sum() {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    bytes.asLongBuffer().put(sum);
    return Bytes.wrap(bytes.array());
  }

  /** The digest by which an entry counts, 32 bytes. */
  public byte[] digest(byte[] key, byte[] value) {
    int length = key.length;
    sha256.update((byte) (length >>> 24));
    sha256.update((byte) (length >>> 16));
    sha256.update((byte) (length >>> 8));
    sha256.update((byte) length);
    sha256.update(key);
    return sha256.digest(value);
  }
}
