package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Count and sum of all live entries: the sum of SHA-256 over (length of the key as u32, key,
 * value), modulo 2^256. It does not depend on order and can be kept up to date entry by entry, and
 * a reader whose own sum agrees has read every entry (Bellare and Micciancio's AdHash).
 */
final class EntrySum {
  /** Bytes of a digest, and of the sum. */
  static final int LENGTH = 32;

  private static final BigInteger MODULUS = BigInteger.TWO.pow(8 * LENGTH);

  private final MessageDigest sha256;
  private BigInteger sum = BigInteger.ZERO;
  private long count;

  EntrySum() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** The digest by which an entry counts. */
  Bytes digest(byte[] key, byte[] value) {
    int length = key.length;
    sha256.update(
        new byte[] {
          (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
        });
    sha256.update(key);
    return Bytes.wrap(sha256.digest(value));
  }

  /** Adds an entry by its digest. */
  void add(Bytes digest) {
    sum = sum.add(number(digest)).mod(MODULUS);
    count++;
  }

  /** Takes an entry away by its digest. */
  void remove(Bytes digest) {
    sum = sum.subtract(number(digest)).mod(MODULUS);
    count--;
  }

  /** How many entries are in it. */
  long count() {
    return count;
  }

  /** The sum, 32 bytes, big-endian. */
  Bytes sum() {
    byte[] bytes = new byte[LENGTH];
    byte[] number = sum.toByteArray();
    // A leading zero byte, for the sign, may make it one too long.
    int length = Math.min(number.length, LENGTH);
    System.arraycopy(number, number.length - length, bytes, LENGTH - length, length);
    return Bytes.wrap(bytes);
  }

  private static BigInteger number(Bytes digest) {
    return new BigInteger(1, digest.toArray());
  }
}
