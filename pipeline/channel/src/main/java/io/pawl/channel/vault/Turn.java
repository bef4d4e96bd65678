package io.pawl.channel.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns between the process that changes a vault and those that copy it. SQLite's own lock keeps
 * every other process out for as long as a vault is open; this one is held for one transaction, or
 * for one copy. It is a lock on an empty file beside the vault, since closing a descriptor of the
 * vault itself would drop SQLite's.
 *
 * <p>A process has at most one of a vault, which {@link OpenFiles} sees to. Not thread-safe.
 */
final class Turn implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private @Nullable FileLock held;

  private Turn(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The file of a vault's turns. */
  static Path fileOf(Path vault) {
    return vault.resolveSibling(vault.getFileName() + ".turn");
  }

  /**
   * Makes the file if it is not there.
   *
   * @throws VaultFailure {@code UNAVAILABLE}
   */
  static Turn of(OpenFiles.Claim vault) {
    Path file = fileOf(vault.file());
    try {
      return new Turn(
          file,
          FileChannel.open(
              file,
              EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              SecretFile.ownersOnly(file)));
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /** Waits until no other process has it. */
  void take() {
    try {
      held = channel.lock();
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
  }

  /** Lets the others have it, if it is held here. */
  void giveBack() {
    FileLock lock = held;
    held = null;
    if (lock != null) {
      try {
        lock.release();
      } catch (IOException e) {
        throw VaultFailure.of(file, e);
      }
    }
  }

  /** Gives it back for good. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw VaultFailure.of(file, e);
    }
  }
}
