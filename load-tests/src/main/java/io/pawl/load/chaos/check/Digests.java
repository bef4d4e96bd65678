package io.pawl.load.chaos.check;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** Stands for a record's bytes, of which a run has more than memory. */
final class Digests {
  private Digests() {}

  /** The first 8 bytes of a SHA-256 over both and their lengths. */
  static long of(byte @Nullable [] key, byte @Nullable [] value) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      update(sha256, key);
      update(sha256, value);
      return ByteBuffer.wrap(sha256.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, byte @Nullable [] bytes) {
    digest.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(bytes == null ? -1 : bytes.length).flip());
    if (bytes != null) {
      digest.update(bytes);
    }
  }
}
