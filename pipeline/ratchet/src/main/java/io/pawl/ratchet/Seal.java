package io.pawl.ratchet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Seals and opens payloads under a slot's key. Not thread-safe. */
final class Seal {
  private final AesGcm aead = new AesGcm();

  /**
   * The ciphertext of a payload, with the AEAD's tag at its end. The caller vouches that this
   * counter was never used with this key.
   */
  Bytes seal(SlotKey key, int counter, byte[] header, byte[] payload, int cellBytes) {
    byte[] plaintext = Padding.pad(payload, cellBytes);
    byte[] ciphertext =
        aead.seal(key.material().bytes(), 0, nonce(key, counter), plaintext, header);
    Arrays.fill(plaintext, (byte) 0);
    return Bytes.wrap(ciphertext);
  }

  /** The payload; null if the AEAD's tag or the padding is wrong. */
  byte @Nullable [] open(SlotKey key, int counter, byte[] header, Bytes ciphertext) {
    byte[] plaintext =
        aead.open(key.material().bytes(), 0, nonce(key, counter), ciphertext, header);
    if (plaintext == null) {
      return null;
    }
    byte[] payload = Padding.unpad(plaintext);
    Arrays.fill(plaintext, (byte) 0);
    return payload;
  }

  private static byte[] nonce(SlotKey key, int counter) {
    byte[] material = key.material().bytes();
    byte[] nonce =
        Arrays.copyOfRange(material, SlotKey.KEY_LENGTH, SlotKey.KEY_LENGTH + SlotKey.SALT_LENGTH);
    // The counter has 64 bits in the nonce, of which the upper half is always zero.
    for (int i = 0; i < 4; i++) {
      nonce[8 + i] ^= (byte) (counter >>> (24 - 8 * i));
    }
    return nonce;
  }
}
