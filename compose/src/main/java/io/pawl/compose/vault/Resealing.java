package io.pawl.compose.vault;

import picocli.CommandLine.Option;

/** Whether the vault gets a new key of its own too. */
final class Resealing {
  @Option(
      names = "--reseal",
      description =
          "Seal everything anew under a new key of the vault: for when somebody may know what"
              + " opened it.")
  private boolean reseal;

  boolean wanted() {
    return reseal;
  }
}
