package io.pawl.compose.vault;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Asks a person for a passphrase. */
@FunctionalInterface
public interface Prompt {
  /** What was typed, unseen, owned by the caller; null if nobody is there to ask. */
  char @Nullable [] ask(String question);

  /** Asks on the terminal that this process was started from, if there is one. */
  @SuppressWarnings(
      "SystemConsoleNull") // JDK 25 finds no console again where there is no terminal.
  static Prompt ofTerminal() {
    return question -> {
      Console console = System.console();
      return console == null || !console.isTerminal()
          ? null
          : console.readPassword("%s: ", question);
    };
  }
}
