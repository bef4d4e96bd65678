package io.pawl.ratchet;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tag by which the pipeline knows an envelope: the first 16 bytes of an HMAC-SHA256 over header
 * and ciphertext. Keeps one Mac and its buffers for all channels of a thread; not thread-safe.
 */
final class AdmissionTag {
  static final int LENGTH = 16;

  /** Bytes of the admission key of one direction. */
  static final int KEY_LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int DIGEST_LENGTH = 32;

  private final Mac mac;
  private final byte[] header = new byte[Header.LENGTH];
  private final byte[] digest = new byte[DIGEST_LENGTH];

  AdmissionTag() {
    try {
      mac = Mac.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** The tag of an envelope's other fields, under the key that begins at {@code keyOffset}. */
  Bytes of(byte[] key, int keyOffset, Envelope envelope) {
    compute(key, keyOffset, envelope);
    return Bytes.wrap(Arrays.copyOf(digest, LENGTH));
  }

  /** Whether the envelope's tag is right, in constant time. */
  boolean verifies(byte[] key, int keyOffset, Envelope envelope) {
    compute(key, keyOffset, envelope);
    Bytes tag = envelope.tag();
    int difference = tag.length() ^ LENGTH;
    for (int i = 0; i < LENGTH && i < tag.length(); i++) {
      difference |= digest[i] ^ tag.at(i);
    }
    return difference == 0;
  }

  private void compute(byte[] key, int keyOffset, Envelope envelope) {
    try {
      mac.init(new SecretKeySpec(key, keyOffset, KEY_LENGTH, ALGORITHM));
      Header.write(envelope, header);
      mac.update(header);
      Bytes ciphertext = envelope.ciphertext();
      mac.update(ciphertext.array(), ciphertext.offset(), ciphertext.length());
      mac.doFinal(digest, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 takes any key", e);
    }
  }
}
