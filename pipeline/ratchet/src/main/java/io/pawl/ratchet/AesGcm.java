package io.pawl.ratchet;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM (NIST SP 800-38D) with 12-byte nonces, the 16-byte tag behind the ciphertext. Keeps
 * one cipher, since finding one costs more than a short message. Not thread-safe.
 */
public final class AesGcm {
  /** Bytes of the tag. */
  public static final int TAG_LENGTH = 16;

  /** Bytes of a nonce. */
  public static final int NONCE_LENGTH = 12;

  private final Cipher cipher;

  /** A cipher for one thread. */
  public AesGcm() {
    try {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /**
   * Encrypts and authenticates.
   *
   * @param key 32 bytes from {@code keyOffset}
   * @param nonce 12 bytes, never used under this key before
   * @param associated authenticated with it
   * @return the ciphertext with the tag behind it
   */
  public byte[] seal(byte[] key, int keyOffset, byte[] nonce, byte[] plaintext, byte[] associated) {
    try {
      initialise(Cipher.ENCRYPT_MODE, key, keyOffset, nonce);
      cipher.updateAAD(associated);
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
  }

  /** The plaintext; null if the tag does not verify. */
  public byte @Nullable [] open(
      byte[] key, int keyOffset, byte[] nonce, Bytes ciphertext, byte[] associated) {
    if (ciphertext.length() < TAG_LENGTH) {
      return null;
    }
    try {
      initialise(Cipher.DECRYPT_MODE, key, keyOffset, nonce);
      cipher.updateAAD(associated);
      return cipher.doFinal(ciphertext.array(), ciphertext.offset(), ciphertext.length());
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
  }

  private void initialise(int mode, byte[] key, int keyOffset, byte[] nonce)
      throws GeneralSecurityException {
    cipher.init(
        mode,
        new SecretKeySpec(key, keyOffset, 32, "AES"),
        new GCMParameterSpec(TAG_LENGTH * 8, nonce));
  }
}
