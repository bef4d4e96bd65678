package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Tells a vault from other files by the first bytes of SQLite's format, before SQLite opens it and
 * may finish what a foreign file's journal asks for.
 */
final class FileHead {
  /** Of SQLite's header (https://sqlite.org/fileformat.html, 1.3). */
  private static final int LENGTH = 100;

  private static final int VERSION_AT = 60;
  private static final int APPLICATION_AT = 68;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  private FileHead() {}

  /**
   * Checks that SQLite may open {@code file}: a vault, or a new file with nothing in it.
   *
   * @throws VaultFailure {@code MISSING}, {@code NOT_A_VAULT}, {@code NEWER_VERSION}, {@code
   *     OLDER_VERSION}, {@code UNAVAILABLE}
   */
  static void check(Path file) {
    byte[] head;
    try {
      if (Files.isDirectory(file)) {
        throw VaultFailure.notAVault(file, null);
      }
      try (InputStream in = Files.newInputStream(file)) {
        head = in.readNBytes(LENGTH);
      }
    } catch (NoSuchFileException e) {
      throw new VaultFailure(
          Reason.MISSING, "there is no vault " + file + "; pawl vault create makes one", e);
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
    check(file, head);
  }

  private static void check(Path file, byte[] head) {
    var fields = ByteBuffer.wrap(head);
    if (head.length < LENGTH
        || !fields.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
        || fields.getInt(APPLICATION_AT) != VaultFile.APPLICATION_ID) {
      throw VaultFailure.notAVault(file, null);
    }
    int version = fields.getInt(VERSION_AT);
    if (version > VaultFile.VERSION) {
      throw new VaultFailure(
          Reason.NEWER_VERSION,
          "the vault %s has version %d, and this release knows up to %d; use a later release"
              .formatted(file, version, VaultFile.VERSION));
    }
    if (version < VaultFile.VERSION) {
      throw new VaultFailure(
          Reason.OLDER_VERSION,
          "the vault %s has version %d, and this release reads only %d; make a new one with pawl"
                  .formatted(file, version, VaultFile.VERSION)
              + " vault create, and open its channels anew");
    }
  }
}
