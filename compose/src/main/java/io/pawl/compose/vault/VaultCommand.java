package io.pawl.compose.vault;

import io.pawl.channel.PlatformEntropy;
import io.pawl.channel.vault.IdentityFile;
import io.pawl.channel.vault.KeyFile;
import io.pawl.channel.vault.SqliteVault;
import io.pawl.channel.vault.VaultCopy;
import io.pawl.channel.vault.VaultKeys;
import io.pawl.channel.vault.VaultUnlock;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.Secret;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code pawl vault}: what an operator does with a vault while nobody uses it, and copies of one
 * that is in use.
 */
@Command(
    name = "vault",
    description =
        "Make a vault, look at one, or change what opens it, while nobody uses it; or copy one that"
            + " is in use.",
    footer = {
      "",
      "A passphrase comes from the terminal, a file or standard input; where two are read from"
          + " standard input, the present one comes first. Exit status: 0 done; 1 failed, and the"
          + " vault is as it was; 2 used wrongly."
    })
public final class VaultCommand implements Runnable {
  private final Passphrases passphrases;
  private final Entropy entropy = new PlatformEntropy();

  @Spec private @Nullable CommandSpec spec;

  /**
   * @param prompt where a person is asked
   * @param input what {@code -} stands for
   */
  public VaultCommand(Prompt prompt, InputStream input) {
    this.passphrases = new Passphrases(prompt, input);
  }

  @Override
  public void run() {
    CommandSpec here = Objects.requireNonNull(spec);
    throw new ParameterException(
        here.commandLine(),
        "Missing command: create, passphrase, key-file, identity, copy or check");
  }

  @Command(name = "create", description = "Make a new vault, and print its identity.")
  void create(
      @Parameters(paramLabel = "FILE", description = "Where it goes; must not exist.") Path file,
      @Option(
              names = "--mark",
              paramLabel = "MARK",
              description =
                  "Where the mark outside goes, which tells a restored copy: best where no backup"
                      + " of FILE brings it back. Default: FILE.mark.")
          @Nullable Path mark,
      @Option(
              names = "--new-key-file",
              paramLabel = "KEY",
              description =
                  "Have this key file open it, which is made if it does not exist; otherwise a"
                      + " passphrase does.")
          @Nullable Path keyFile,
      @Option(
              names = "--new-passphrase-file",
              paramLabel = "TEXT",
              description = "A file whose first line is the passphrase, - for standard input.")
          @Nullable Path passphraseFile,
      @Option(
              names = "--identity-file",
              paramLabel = "ID",
              description =
                  "A file with the identity's Ed25519 private key, for an identity whose vault is"
                      + " lost: its peer then looks for the channels that it had. Default: a new"
                      + " identity.")
          @Nullable Path identityFile) {
    @Nullable Secret seed = identityFile == null ? null : IdentityFile.read(identityFile);
    Path outside = mark == null ? Path.of(file + ".mark") : mark;
    try {
      create(file, outside, keyFile == null ? chosen(passphraseFile) : made(keyFile), seed);
    } finally {
      if (seed != null) {
        seed.erase();
      }
    }
  }

  private void create(Path file, Path mark, VaultUnlock unlock, @Nullable Secret seed) {
    try {
      if (seed == null) {
        SqliteVault.create(file, mark, unlock, entropy);
      } else {
        SqliteVault.create(file, mark, unlock, seed, entropy);
      }
      print(VaultKeys.check(file, unlock, entropy));
    } finally {
      unlock.erase();
    }
  }

  @Command(
      name = "passphrase",
      description = "Have a new passphrase open the vault, and nothing else.")
  void passphrase(
      @Parameters(paramLabel = "FILE", description = "The vault.") Path file,
      @Mixin OpenedBy openedBy,
      @Option(
              names = "--new-passphrase-file",
              paramLabel = "TEXT",
              description =
                  "A file whose first line is the new passphrase, - for standard input. Default:"
                      + " ask on the terminal.")
          @Nullable Path next,
      @Mixin Resealing resealing) {
    VaultUnlock before = openedBy.unlock(passphrases);
    change(file, before, chosen(next), resealing);
  }

  @Command(name = "key-file", description = "Have a key file open the vault, and nothing else.")
  void keyFile(
      @Parameters(paramLabel = "FILE", description = "The vault.") Path file,
      @Parameters(
              paramLabel = "NEW-KEY",
              description = "The key file, which is made if it does not exist.")
          Path next,
      @Mixin OpenedBy openedBy,
      @Mixin Resealing resealing) {
    VaultUnlock before = openedBy.unlock(passphrases);
    change(file, before, made(next), resealing);
  }

  @Command(
      name = "identity",
      description =
          "Write the identity's private key into a new file that only you can read: for create"
              + " --identity-file, should the vault be lost. Whoever has that file can be this"
              + " peer, though without the keys of its channels.")
  void identity(
      @Parameters(paramLabel = "FILE", description = "The vault.") Path file,
      @Parameters(paramLabel = "ID", description = "Where the key goes; must not exist.") Path copy,
      @Mixin OpenedBy openedBy) {
    VaultUnlock unlock = openedBy.unlock(passphrases);
    try {
      print(VaultKeys.copyIdentity(file, unlock, copy, entropy));
    } finally {
      unlock.erase();
    }
  }

  @Command(
      name = "copy",
      description =
          "Copy the vault into a new file that only you can read, for a backup, whoever uses the"
              + " vault meanwhile. The copy has no mark, and so is an old copy where it is used.")
  void copy(
      @Parameters(paramLabel = "FILE", description = "The vault.") Path file,
      @Parameters(paramLabel = "COPY", description = "Where the copy goes; must not exist.")
          Path copy,
      @Mixin OpenedBy openedBy) {
    VaultUnlock unlock = openedBy.unlock(passphrases);
    try {
      print(VaultCopy.write(file, copy, unlock, entropy));
    } finally {
      unlock.erase();
    }
  }

  @Command(
      name = "check",
      description = "Open the vault and everything in it, and say what it is. Changes nothing.")
  void check(
      @Parameters(paramLabel = "FILE", description = "The vault.") Path file,
      @Mixin OpenedBy openedBy) {
    VaultUnlock unlock = openedBy.unlock(passphrases);
    try {
      print(VaultKeys.check(file, unlock, entropy));
    } finally {
      unlock.erase();
    }
  }

  private void change(Path file, VaultUnlock before, VaultUnlock after, Resealing resealing) {
    try {
      if (resealing.wanted()) {
        VaultKeys.changeAndReseal(file, before, after, entropy);
      } else {
        VaultKeys.change(file, before, after, entropy);
      }
      print(VaultKeys.check(file, after, entropy));
    } finally {
      before.erase();
      after.erase();
    }
  }

  private VaultUnlock chosen(@Nullable Path file) {
    return passphrases.chosen(file, "--new-passphrase-file");
  }

  private VaultUnlock made(Path keyFile) {
    if (Files.notExists(keyFile)) {
      KeyFile.create(keyFile, entropy);
    }
    return new VaultUnlock.InFile(keyFile);
  }

  private void print(VaultKeys.Found found) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println("identity  " + found.identity().toHex());
    out.println(
        "channels  "
            + found.channels()
            + (found.incomplete() ? ", and others may be missing" : ""));
    out.flush();
  }
}
