package io.pawl.ratchet;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) and HKDF-Expand over it (RFC 5869, section 2.3). */
final class Hkdf {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int DIGEST_LENGTH = 32;

  private Hkdf() {}

  /** HMAC-SHA256 of {@code parts}, one after the other; 32 bytes. */
  static byte[] hmac(byte[] key, byte[]... parts) {
    Mac mac = keyed(key);
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** Blocks are numbered in one byte, from 1. */
  private static final int MAX_OUTPUT = 255 * DIGEST_LENGTH;

  /**
   * {@code length} bytes, at most 8,160, for {@code info} from the pseudorandom key {@code prk}.
   */
  static byte[] expand(byte[] prk, byte[] info, int length) {
    if (length > MAX_OUTPUT) {
      throw new IllegalArgumentException("HKDF gives no " + length + " bytes");
    }
    Mac mac = keyed(prk);
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    for (int at = 0, index = 1; at < length; at += DIGEST_LENGTH, index++) {
      mac.update(block);
      mac.update(info);
      mac.update((byte) index);
      Arrays.fill(block, (byte) 0);
      block = mac.doFinal();
      System.arraycopy(block, 0, output, at, Math.min(DIGEST_LENGTH, length - at));
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
