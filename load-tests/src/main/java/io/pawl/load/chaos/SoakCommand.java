package io.pawl.load.chaos;

import io.pawl.compose.CommandProvider;
import io.pawl.load.chart.Chart;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl soak}: whether disk and recovery level off under steady traffic. */
@Command(
    name = "soak",
    description =
        "Run broker, processors and a sink as processes under steady traffic, with snapshots and"
            + " garbage collection; after each round of snapshots look what the topics take on"
            + " disk, kill a processor, and see how long its lanes take to recover.",
    footer = {
      "",
      "Exit status: 0 if all has levelled off; 1 if not, with the data of the run kept; 2 if used"
          + " wrongly."
    })
public final class SoakCommand implements CommandProvider, Callable<Integer> {
  /** Fewer have no last, middle and first third worth the name. */
  private static final int LEAST_ROUNDS = 6;

  private static final int MOST_ROUNDS = 10_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--snapshots",
      paramLabel = "N",
      description = "Rounds of snapshots. Default: ${DEFAULT-VALUE}.")
  private int rounds = 12;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Draw a chart into this file, whose name ends in .svg or .png.")
  private @Nullable Path chart;

  @Mixin private ChaosOptions options = new ChaosOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    if (rounds < LEAST_ROUNDS || rounds > MOST_ROUNDS) {
      throw new ParameterException(
          command,
          "--snapshots must be from %d to %d, not %d".formatted(LEAST_ROUNDS, MOST_ROUNDS, rounds));
    }
    if (chart != null && !Chart.isDrawable(chart)) {
      throw new ParameterException(command, "--chart must end in .svg or .png, not " + chart);
    }
    SoakReport report = SoakRun.run(rounds, options.settings(command, 1, null), command.getErr());
    if (chart != null) {
      SoakChart.of(report).write(chart);
    }
    return report.print(command, options.json());
  }
}
