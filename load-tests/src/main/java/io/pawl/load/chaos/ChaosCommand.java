package io.pawl.load.chaos;

import io.pawl.compose.CommandProvider;
import io.pawl.load.chaos.gateway.GatewayChaosCommand;
import picocli.CommandLine.Command;

/** {@code pawl chaos}: the family of what breaks a deployment on purpose. */
@Command(
    name = "chaos",
    description = "Break a running deployment on purpose, and check what it did.",
    subcommands = {ProcessorChaosCommand.class, SinkChaosCommand.class, GatewayChaosCommand.class})
public final class ChaosCommand implements CommandProvider {
  @Override
  public Object command() {
    return this;
  }
}
