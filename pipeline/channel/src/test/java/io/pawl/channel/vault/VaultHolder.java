package io.pawl.channel.vault;

import java.io.IOException;
import java.nio.file.Path;

/** A process that opens a vault, says so, and keeps it open until its input ends. */
final class VaultHolder {
  private VaultHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (SqliteVault _ = VaultFolder.in(Path.of(arguments[0]), 2).open()) {
      System.out.println("open");
      while (System.in.read() >= 0) {
        // Until whoever started this is gone.
      }
    }
  }
}
