package io.pawl.load;

import io.pawl.compose.CommandProvider;
import io.pawl.load.core.CoreCommand;
import io.pawl.load.gateway.GatewayBenchCommand;
import io.pawl.load.processor.CompareCommand;
import io.pawl.load.processor.ProcessorCommand;
import io.pawl.load.processor.RecoveryCommand;
import io.pawl.load.transactions.TransactionsCommand;
import picocli.CommandLine.Command;

/** {@code pawl bench}: the family of the benchmarks. */
@Command(
    name = "bench",
    description = "Measure what Pawl costs.",
    subcommands = {
      CoreCommand.class,
      ProcessorCommand.class,
      RecoveryCommand.class,
      GatewayBenchCommand.class,
      TransactionsCommand.class,
      CompareCommand.class
    })
public final class BenchCommand implements CommandProvider {
  @Override
  public Object command() {
    return this;
  }
}
