package io.pawl.compose.vault;

import io.pawl.channel.vault.VaultUnlock;
import io.pawl.compose.CommandFailure;
import io.pawl.ratchet.Secret;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Passphrases from the terminal, a file, or standard input; never from an argument. */
final class Passphrases {
  /** Longer than anybody types, and a file given by mistake is not read whole. */
  private static final int MAX_BYTES = 1_024;

  private static final Path STANDARD_INPUT = Path.of("-");

  private final Prompt prompt;

  /** Buffered once: two passphrases may come one after the other. */
  private final InputStream input;

  Passphrases(Prompt prompt, InputStream input) {
    this.prompt = prompt;
    this.input = new BufferedInputStream(input, MAX_BYTES);
  }

  /**
   * The first line of {@code file}, the next one of standard input if that is {@code -}, or what is
   * typed if it is null.
   *
   * @param option that would have named a file
   */
  VaultUnlock present(@Nullable Path file, String option) {
    return file == null ? typed("Passphrase", option) : read(file);
  }

  /** The same for a new passphrase, which is typed twice. */
  VaultUnlock chosen(@Nullable Path file, String option) {
    if (file != null) {
      return read(file);
    }
    VaultUnlock.Passphrase first = typed("New passphrase", option);
    VaultUnlock.Passphrase again = typed("Once more", option);
    if (!first.text().equals(again.text())) {
      throw new CommandFailure("the two passphrases differ; nothing was changed");
    }
    again.erase();
    return first;
  }

  private VaultUnlock.Passphrase typed(String question, String option) {
    char[] typed = prompt.ask(question);
    if (typed == null) {
      throw new CommandFailure(
          "there is no terminal to ask for a passphrase; name a file with " + option);
    }
    if (typed.length == 0) {
      throw new CommandFailure("no passphrase was typed");
    }
    return VaultUnlock.Passphrase.of(typed);
  }

  private VaultUnlock read(Path file) {
    if (file.equals(STANDARD_INPUT)) {
      return line(input, "standard input");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), MAX_BYTES)) {
      return line(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static VaultUnlock line(InputStream in, String where) {
    byte[] line = new byte[MAX_BYTES];
    int length = 0;
    try {
      for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
        if (length == MAX_BYTES) {
          throw new CommandFailure(
              "a passphrase has at most " + MAX_BYTES + " bytes, and " + where + " has more");
        }
        line[length++] = (byte) next;
      }
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      if (length == 0) {
        throw new CommandFailure("there is no passphrase in " + where);
      }
      return new VaultUnlock.Passphrase(Secret.owning(Arrays.copyOf(line, length)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
