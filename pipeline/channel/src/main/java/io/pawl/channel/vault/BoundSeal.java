package io.pawl.channel.vault;

import io.pawl.ratchet.AesGcm;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what stands in a place of a vault, bound to that place: moved to another, or into another
 * vault, it does not open. Not thread-safe.
 *
 * <p>Sealed: {@code salt[16] || nonce[12] || AES-256-GCM(key, nonce, plaintext, place)} with {@code
 * key = HMAC-SHA256(secret, salt)}. Both are random, since a counter would come back with an old
 * copy of the file; and a key of its own for each, since 12 random bytes alone are too few for what
 * a busy vault writes in its life (NIST SP 800-38D allows 2^32 for one key).
 */
final class BoundSeal {
  private static final int SALT_LENGTH = 16;
  private static final int HEAD = SALT_LENGTH + AesGcm.NONCE_LENGTH;

  /** Bytes that sealing adds. */
  static final int OVERHEAD = HEAD + AesGcm.TAG_LENGTH;

  private final AesGcm gcm = new AesGcm();
  private final Mac hmac;
  private final Secret secret;
  private final Bytes vault;
  private final Entropy entropy;

  /**
   * @param secret 32 bytes; taken over
   * @param vault the vault's id
   */
  BoundSeal(Secret secret, Bytes vault, Entropy entropy) {
    this.secret = secret;
    this.vault = vault;
    this.entropy = entropy;
    try {
      hmac = Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  /** Seals {@code plaintext}, which the caller overwrites. */
  byte[] seal(String table, long row, String column, byte[] plaintext) {
    byte[] salt = entropy.bytes(SALT_LENGTH);
    byte[] nonce = entropy.bytes(AesGcm.NONCE_LENGTH);
    byte[] key = key(salt);
    try {
      byte[] sealed = gcm.seal(key, 0, nonce, plaintext, place(table, row, column));
      return ByteBuffer.allocate(HEAD + sealed.length).put(salt).put(nonce).put(sealed).array();
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** The plaintext, which the caller overwrites; null if it was not sealed so, or not for there. */
  byte @Nullable [] open(String table, long row, String column, Bytes sealed) {
    if (sealed.length() < OVERHEAD) {
      return null;
    }
    byte[] bytes = sealed.toArray();
    byte[] key = key(Arrays.copyOf(bytes, SALT_LENGTH));
    byte[] nonce = Arrays.copyOfRange(bytes, SALT_LENGTH, HEAD);
    try {
      return gcm.open(
          key, 0, nonce, Bytes.view(bytes, HEAD, bytes.length - HEAD), place(table, row, column));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] key(byte[] salt) {
    byte[] bytes = secret.toArray();
    try {
      hmac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      return hmac.doFinal(salt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 takes every key", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Lengths in front, so that no two places read the same. */
  private byte[] place(String table, long row, String column) {
    byte[] first = table.getBytes(StandardCharsets.US_ASCII);
    byte[] last = column.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(3 + vault.length() + first.length + Long.BYTES + last.length)
        .put((byte) vault.length())
        .put(vault.toArray())
        .put((byte) first.length)
        .put(first)
        .putLong(row)
        .put((byte) last.length)
        .put(last)
        .array();
  }

  void erase() {
    secret.erase();
  }
}
