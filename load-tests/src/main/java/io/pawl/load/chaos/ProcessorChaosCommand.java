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

/** {@code pawl chaos processor}: kills processors under traffic, and checks each outcome. */
@Command(
    name = "processor",
    description =
        "Run broker, processors and sink as processes, send them traffic with lost, late, repeated"
            + " and forged records, and kill, stop and restart them; then check that each record of"
            + " the log has exactly one outcome, the right one, in its place.",
    footer = {
      "",
      "Exit status: 0 if all was right; 1 if not, with the data of the run kept; 2 if used wrongly."
    })
final class ProcessorChaosCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--kills",
      paramLabel = "K",
      description =
          "End after so many faults of processors: killed, stopped past their session, or ended in"
              + " order. Default: ${DEFAULT-VALUE}.")
  private int kills = 10;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "End after so many minutes of faults instead.")
  private @Nullable Integer minutes;

  @Mixin private ChaosOptions options = new ChaosOptions();

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    ChaosReport report =
        ProcessorRun.run(options.settings(command, kills, minutes), command.getErr());
    return report.print(command, options.json());
  }
}
