package io.pawl.load.chaos;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pawl chaos sink}: kills the checkpoint sink under traffic, and audits what is left. */
@Command(
    name = "sink",
    description =
        "Run broker, processors and a sink as processes, with snapshots and garbage collection all"
            + " the time, and kill the sink wherever it is, and now and then a processor; then"
            + " start the processors on what is left, and audit it.",
    footer = {
      "",
      "Exit status: 0 if all was right; 1 if not, with the data of the run kept; 2 if used wrongly."
    })
final class SinkChaosCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--kills",
      paramLabel = "K",
      description = "Kill the sink so often. Default: ${DEFAULT-VALUE}.")
  private int kills = 10;

  @Mixin private ChaosOptions options = new ChaosOptions();

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    SinkReport report = SinkRun.run(options.settings(command, kills, null), command.getErr());
    return report.print(command, options.json());
  }
}
