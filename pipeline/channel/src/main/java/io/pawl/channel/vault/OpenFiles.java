package io.pawl.channel.vault;

import io.pawl.channel.vault.VaultFailure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Vaults that this process has open. SQLite's locks keep other processes out, and not this one: on
 * POSIX, closing any descriptor of a file, as after reading its head, drops the whole process's
 * locks on it.
 */
final class OpenFiles {
  private static final Set<Path> OPEN = new HashSet<>();

  private OpenFiles() {}

  /** That the file is used. */
  record Claim(Path file) {
    void release() {
      synchronized (OPEN) {
        OPEN.remove(file);
      }
    }
  }

  /**
   * Claims a file for one use.
   *
   * @throws VaultFailure {@code LOCKED}
   */
  static Claim claim(Path file) {
    Path real;
    try {
      real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
    synchronized (OPEN) {
      if (!OPEN.add(real)) {
        throw new VaultFailure(
            Reason.LOCKED, "this process has the vault " + file + " open already");
      }
    }
    return new Claim(real);
  }
}
