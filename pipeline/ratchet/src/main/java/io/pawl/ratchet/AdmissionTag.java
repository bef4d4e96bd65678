package io.pawl.ratchet;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The tag by which the pipeline knows an envelope: the first 16 bytes of an HMAC-SHA256 over header
 * and ciphertext. Keeps one digest and its buffers for all channels of a thread; not thread-safe.
 *
 * <p>The HMAC (RFC 2104) is built here from the JDK's SHA-256, as the JDK's own is: that one takes
 * a key as an object, of which it makes several copies, and every envelope may have another key.
 */
final class AdmissionTag {
  static final int LENGTH = 16;

  /** Bytes of the admission key of one direction. */
  static final int KEY_LENGTH = 32;

  private static final int DIGEST_LENGTH = 32;

  /** What SHA-256 takes at a time; a shorter key is filled up with zeros. */
  private static final int BLOCK_LENGTH = 64;

  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest sha256;
  private final byte[] block = new byte[BLOCK_LENGTH];
  private final byte[] header = new byte[Header.LENGTH];
  private final byte[] digest = new byte[DIGEST_LENGTH];

  AdmissionTag() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The tag of an envelope's other fields, under the key that begins at {@code keyOffset}. */
  Bytes of(byte[] key, int keyOffset, Envelope envelope) {
    compute(key, keyOffset, envelope);
    return Bytes.wrap(Arrays.copyOf(digest, LENGTH));
  }

  /** Whether the envelope's tag is right, in constant time. */
  boolean verifies(byte[] key, int keyOffset, Envelope envelope) {
    Bytes tag = envelope.tag();
    if (tag.length() != LENGTH) {
      return false;
    }
    compute(key, keyOffset, envelope);
    int difference = 0;
    for (int i = 0; i < LENGTH; i++) {
      difference |= digest[i] ^ tag.at(i);
    }
    return difference == 0;
  }

  private void compute(byte[] key, int keyOffset, Envelope envelope) {
    Header.write(envelope, header);
    Bytes ciphertext = envelope.ciphertext();
    begin(INNER, key, keyOffset);
    sha256.update(header);
    sha256.update(ciphertext.array(), ciphertext.offset(), ciphertext.length());
    finish();
    begin(OUTER, key, keyOffset);
    sha256.update(digest);
    finish();
    Arrays.fill(block, (byte) 0);
  }

  private void begin(byte pad, byte[] key, int keyOffset) {
    for (int i = 0; i < KEY_LENGTH; i++) {
      block[i] = (byte) (key[keyOffset + i] ^ pad);
    }
    Arrays.fill(block, KEY_LENGTH, BLOCK_LENGTH, pad);
    sha256.update(block);
  }

  private void finish() {
    try {
      int length = sha256.digest(digest, 0, DIGEST_LENGTH);
      assert length == DIGEST_LENGTH;
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 has 32 bytes", e);
    }
  }
}
