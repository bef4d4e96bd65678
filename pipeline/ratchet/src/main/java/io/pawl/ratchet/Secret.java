package io.pawl.ratchet;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of secret bytes: erasable, compared in constant time, never printed.
 *
 * <p>Not thread-safe: whoever erases a secret is its only user.
 */
public final class Secret {
  /** Null once they are erased. */
  private byte @Nullable [] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Takes {@code bytes} over: the caller must not keep or change them. */
  public static Secret owning(byte[] bytes) {
    return new Secret(bytes);
  }

  /** Number of bytes; 0 once it is erased. */
  public int length() {
    return bytes == null ? 0 : bytes.length;
  }

  /**
   * The bytes themselves, for cryptographic calls within this package; not to be kept.
   *
   * @throws IllegalStateException if this secret was erased: zeros must never serve as a key
   */
  byte[] bytes() {
    if (bytes == null) {
      throw new IllegalStateException("the secret was erased");
    }
    return bytes;
  }

  /** A second secret of the same bytes, erased on its own. */
  public Secret copy() {
    return new Secret(bytes().clone());
  }

  /** A plain copy, for a vault that seals it at once; the caller overwrites it after use. */
  public byte[] toArray() {
    return bytes().clone();
  }

  /** Overwrites the bytes. Erasing twice does nothing. */
  public void erase() {
    if (bytes != null) {
      Arrays.fill(bytes, (byte) 0);
      bytes = null;
    }
  }

  /** Whether {@link #erase()} was called. */
  public boolean isErased() {
    return bytes == null;
  }

  /** Compares in a time that depends on the lengths only. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** The length: a hash of the bytes would tell something of them. */
  @Override
  public int hashCode() {
    return length();
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
