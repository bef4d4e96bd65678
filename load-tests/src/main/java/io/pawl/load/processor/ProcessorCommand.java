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

/** {@code pawl bench processor}: the processor beside what one would write without it. */
@Command(
    name = "processor",
    description =
        "Measure the processor beside a hand-written kafka-clients loop and Kafka Streams, all"
            + " exactly once: the same log of authentic envelopes, the same checks, interleaved;"
            + " with a broker in its own JVM beside them.",
    footer = {
      "",
      "Records per second and CPU seconds are medians of the rounds; latency runs from a record's"
          + " being due at the log to a reader's having its outcome, at half the contender's own"
          + " rate."
    })
public final class ProcessorCommand implements Callable<Integer> {
  private static final int MAX_ROUNDS = 99;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Envelopes measured in each round. Default: ${DEFAULT-VALUE}.")
  private int records = 1_000_000;

  @Option(
      names = "--bytes",
      paramLabel = "B",
      description = "Bytes of an envelope's ciphertext. Default: ${DEFAULT-VALUE}.")
  private int bytes = 512;

  @Option(
      names = "--channels",
      paramLabel = "C",
      description = "Channels, as many in each partition. Default: ${DEFAULT-VALUE}.")
  private int channels = 1_000;

  @Option(
      names = "--partitions",
      paramLabel = "P",
      description = "Partitions of the log. Default: ${DEFAULT-VALUE}.")
  private int partitions = 4;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description =
          "Rounds, in each of which every contender runs once. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    CommandSpec command = Objects.requireNonNull(spec);
    Load load = load(command);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    ProcessorReport report;
    try (Progress progress =
        new Progress(err, Boolean.getBoolean("pawl.terminal"), System::nanoTime)) {
      report = new ProcessorBench(load, rounds, progress).run();
    }
    out.println(json ? report.toJson() : report.toTable());
    out.flush();
    return ExitCode.OK;
  }

  private Load load(CommandSpec command) {
    if (rounds < 1 || rounds > MAX_ROUNDS) {
      throw new ParameterException(
          command.commandLine(),
          "--rounds must be from 1 to %d, not %d".formatted(MAX_ROUNDS, rounds));
    }
    try {
      return new Load(records, bytes, channels, partitions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--" + e.getMessage(), e);
    }
  }
}
