package io.pawl.load;

import io.pawl.compose.CommandProvider;
import io.pawl.load.core.CoreCommand;
import picocli.CommandLine.Command;

/** {@code pawl bench}: the family of the benchmarks. */
@Command(
    name = "bench",
    description = "Measure what Pawl costs.",
    subcommands = {CoreCommand.class})
public final class BenchCommand implements CommandProvider {
  @Override
  public Object command() {
    return this;
  }
}
