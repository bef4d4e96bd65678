package io.pawl.load.processor;

import io.pawl.load.BenchOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
      description =
          "Envelopes to replay, and then twice as many without a sink. Default: ${DEFAULT-VALUE}.")
  private int replayed = 800_000;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description = "Recoveries, one after the other in one JVM. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Mixin private BenchOptions bench = new BenchOptions();

  @Override
  public Integer call() throws Exception {
    bench.require("--rounds", rounds, 1, MAX_ROUNDS);
    bench.require("--channels", channels, 1, MAX_PER_PARTITION * Math.clamp(partitions, 1, 64));
    return bench.run(
        progress ->
            bench
                .checked(() -> new RecoveryBench(channels, partitions, replayed, rounds, progress))
                .run(),
        RecoveryReport::toJson,
        RecoveryReport::toTable);
  }
}
