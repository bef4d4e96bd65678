package io.pawl.gateway;

import io.pawl.ratchet.Entropy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;

/** What administration proves itself by: the first line of a file that only its owner can read. */
public final class Credential {
  private static final int RANDOM_BYTES = 32;

  /** Shorter ones could be guessed. */
  private static final int MIN_LENGTH = 16;

  private static final int MAX_LENGTH = 1_024;

  private final byte[] text;

  private Credential(byte[] text) {
    this.text = text;
  }

  /**
   * Reads the file, or makes one with a random credential if there is none.
   *
   * @throws UncheckedIOException if the file system refuses
   * @throws IllegalArgumentException if the file holds none
   */
  static Credential read(Path file, Entropy entropy) {
    try {
      create(file, entropy);
      if (Files.size(file) > MAX_LENGTH) {
        throw new IllegalArgumentException(file + " is too long for a credential");
      }
      String line = Files.readString(file).lines().findFirst().orElse("").strip();
      if (line.length() < MIN_LENGTH) {
        throw new IllegalArgumentException(
            "the credential in %s has fewer than %d characters".formatted(file, MIN_LENGTH));
      }
      return new Credential(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the credential " + file + " cannot be read", e);
    }
  }

  private static void create(Path file, Entropy entropy) throws IOException {
    FileAttribute<?>[] ownersOnly =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    if (Files.exists(file)) {
      return;
    }
    try {
      Files.createFile(file, ownersOnly);
      byte[] random = entropy.bytes(RANDOM_BYTES);
      Files.writeString(
          file, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
    } catch (FileAlreadyExistsException e) {
      // Somebody was faster.
    }
  }

  /** Compares in a time that tells nothing. */
  public boolean is(String given) {
    return MessageDigest.isEqual(text, given.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "[secret]";
  }
}
