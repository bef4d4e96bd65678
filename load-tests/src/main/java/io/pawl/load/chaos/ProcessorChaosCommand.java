package io.pawl.load.chaos;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the traffic and the faults. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "Channels open at any time. Default: ${DEFAULT-VALUE}.")
  private int channels = 50;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Records per second, more or less. Default: ${DEFAULT-VALUE}.")
  private int rate = 1_000;

  @Option(
      names = "--keep",
      description = "Keep the data of the run, and what its processes said, though all was right.")
  private boolean keep;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    ChaosReport report = ChaosRun.run(settings(command), command.commandLine().getErr());
    out.println(json ? report.toJson() : report.toTable());
    out.flush();
    return report.isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private ChaosSettings settings(CommandSpec command) {
    try {
      return new ChaosSettings(
          kills, minutes == null ? null : Duration.ofMinutes(minutes), seed, channels, rate, keep);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
