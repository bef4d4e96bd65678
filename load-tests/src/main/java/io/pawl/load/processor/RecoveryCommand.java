package io.pawl.load.processor;

import io.pawl.compose.demo.Progress;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pawl bench recovery}: how fast a processor that stopped is back. */
@Command(
    name = "recovery",
    description =
        "Measure how long a processor needs to recover many channels from checkpoints, and to"
            + " replay the log from a barrier; with a broker in its own JVM beside it.",
    footer = {
      "",
      "A recovery counts from the assignment of the partitions until every lane is live; the rate"
          + " is that of the median round. A step's time is that of the lane that it took longest."
    })
public final class RecoveryCommand implements Callable<Integer> {
  private static final int MAX_ROUNDS = 99;

  /** The state is written partition by partition, and each must fit the heap. */
  private static final int MAX_PER_PARTITION = 400_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--channels",
      paramLabel = "C",
      description = "Channels to restore. Default: ${DEFAULT-VALUE}.")
  private int channels = 1_000_000;

  @Option(
      names = "--partitions",
      paramLabel = "P",
      description = "Partitions of the log. Default: ${DEFAULT-VALUE}.")
  private int partitions = 4;

  @Option(
      names = "--replay",
      paramLabel = "N",
      description = "Envelopes to replay; a quarter is added. Default: ${DEFAULT-VALUE}.")
  private int replayed = 400_000;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "Recoveries, one after the other in one JVM. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    RecoveryReport report;
    try (Progress progress =
        new Progress(err, Boolean.getBoolean("pawl.terminal"), System::nanoTime)) {
      report = bench(command, progress).run();
    }
    out.println(json ? report.toJson() : report.toTable());
    out.flush();
    return ExitCode.OK;
  }

  private RecoveryBench bench(CommandSpec command, Progress progress) {
    require(command, "rounds", rounds, 1, MAX_ROUNDS);
    require(command, "channels", channels, 1, MAX_PER_PARTITION * Math.clamp(partitions, 1, 64));
    try {
      return new RecoveryBench(channels, partitions, replayed, rounds, progress);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
  }

  private static void require(CommandSpec command, String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          command.commandLine(),
          "--%s must be from %,d to %,d, not %,d".formatted(name, least, most, value));
    }
  }
}
