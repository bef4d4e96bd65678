package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** A file with a key that opens a vault: one line, the Base64 of 32 random bytes. */
public final class KeyFile {
  /** Bytes of the key. */
  static final int KEY_LENGTH = 32;

  /** The line, its end, and room for an editor's. */
  private static final SecretFile FORM = new SecretFile("key file", Reason.KEY_FILE, 64);

  private KeyFile() {}

  /**
   * Writes a new key into a new file that only its owner can read.
   *
   * @throws VaultFailure {@code EXISTS}, {@code UNAVAILABLE}
   */
  public static void create(Path file, Entropy entropy) {
    byte[] key = entropy.bytes(KEY_LENGTH);
    byte[] encoded = Base64.getEncoder().encode(key);
    byte[] line = Arrays.copyOf(encoded, encoded.length + 1);
    line[encoded.length] = '\n';
    Arrays.fill(key, (byte) 0);
    Arrays.fill(encoded, (byte) 0);
    try {
      FORM.create(file, line);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }

  /**
   * The key in a file.
   *
   * @throws VaultFailure {@code MISSING}, {@code KEY_FILE}, {@code UNAVAILABLE}
   */
  static Secret read(Path file) {
    byte[] text = FORM.read(file);
    try {
      return decode(file, text);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static Secret decode(Path file, byte[] text) {
    int end = text.length;
    while (end > 0 && text[end - 1] <= ' ') {
      end--;
    }
    byte[] line = Arrays.copyOf(text, end);
    byte[] key;
    try {
      key = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      // Its message quotes what it could not decode.
      key = new byte[0];
    } finally {
      Arrays.fill(line, (byte) 0);
    }
    if (key.length != KEY_LENGTH) {
      throw FORM.bad(file, "it is not the Base64 of " + KEY_LENGTH + " bytes");
    }
    return Secret.owning(key);
  }
}
