package io.pawl.compose.vault;

import io.pawl.channel.vault.VaultUnlock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What opens the vault now. */
final class OpenedBy {
  @ArgGroup private @Nullable Choice choice;

  /** One of them. */
  static final class Choice {
    @Option(
        names = "--key-file",
        paramLabel = "KEY",
        description = "The key file that opens the vault.")
    private @Nullable Path keyFile;

    @Option(
        names = "--passphrase-file",
        paramLabel = "TEXT",
        description =
            "A file whose first line is the passphrase, - for standard input. Default: ask on the"
                + " terminal.")
    private @Nullable Path passphraseFile;
  }

  VaultUnlock unlock(Passphrases passphrases) {
    Choice named = choice;
    if (named != null && named.keyFile != null) {
      return new VaultUnlock.InFile(named.keyFile);
    }
    return passphrases.present(
        named == null ? null : named.passphraseFile, "--passphrase-file or --key-file");
  }
}
