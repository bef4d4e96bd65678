package io.pawl.load.chaos;

import io.pawl.compose.CommandProvider;
import picocli.CommandLine.Command;

/** {@code pawl chaos}: the family of what breaks a deployment on purpose. */
@Command(
    name = "chaos",
    description = "Break a running deployment on purpose, and check what it did.",
    subcommands = {ProcessorChaosCommand.class, SinkChaosCommand.class})
public final class ChaosCommand implements CommandProvider {
  @Override
  public Object command() {
    return this;
  }
}
