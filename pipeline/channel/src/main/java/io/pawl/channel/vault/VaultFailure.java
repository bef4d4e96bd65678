package io.pawl.channel.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * Why a vault cannot be used, or did not keep something. The file is as it was before. Each message
 * is one line that names the file and the way out, and nothing secret.
 */
public final class VaultFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    /** There is a file already where a new one should go. */
    EXISTS,
    /** There is no such file. */
    MISSING,
    /** The file is something else. */
    NOT_A_VAULT,
    /** A later release wrote the file. */
    NEWER_VERSION,
    /** An earlier release wrote the file, in a format that is no longer read. */
    OLDER_VERSION,
    /** The passphrase or the key file is another one's. */
    WRONG_KEY,
    /** The key file is not one, or others can read it. */
    KEY_FILE,
    /** The identity file is not one, or others can read it. */
    IDENTITY_FILE,
    /** The file, or a part of it, is not what was written. */
    CORRUPT,
    /** Another process, or this one, has it open. */
    LOCKED,
    /** The disk, or the vault, has no more room. */
    FULL,
    /** The mark belongs to another vault. */
    FOREIGN_MARK,
    /** The vault was closed. */
    CLOSED,
    /** The file system refuses. */
    UNAVAILABLE
  }

  private final Reason reason;

  VaultFailure(Reason reason, String message) {
    this(reason, message, null);
  }

  VaultFailure(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  static VaultFailure of(Path file, SQLException e) {
    // The low byte is the primary code, which the others refine.
    return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new VaultFailure(
              Reason.LOCKED, "another process has the vault " + file + " open; stop it first", e);
      case SQLITE_CORRUPT -> corrupt(file, "SQLite finds it damaged", e);
      case SQLITE_FULL ->
          new VaultFailure(
              Reason.FULL, "there is no room left for the vault " + file + "; nothing was kept", e);
      case SQLITE_NOTADB -> notAVault(file, e);
      default ->
          new VaultFailure(
              Reason.UNAVAILABLE, "the vault " + file + " cannot be used: " + e.getMessage(), e);
    };
  }

  static VaultFailure of(Path file, IOException e) {
    return new VaultFailure(Reason.UNAVAILABLE, "cannot read or write " + file + ": " + e, e);
  }

  static VaultFailure corrupt(Path file, String what, @Nullable Throwable cause) {
    return new VaultFailure(
        Reason.CORRUPT,
        "the vault " + file + " is damaged, restore it from a copy: " + what,
        cause);
  }

  static VaultFailure notAVault(Path file, @Nullable Throwable cause) {
    return new VaultFailure(Reason.NOT_A_VAULT, file + " is not a vault", cause);
  }
}
