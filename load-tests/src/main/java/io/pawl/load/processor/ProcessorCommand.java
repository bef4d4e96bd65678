package io.pawl.load.processor;

import io.pawl.load.BenchOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "Envelopes measured in each round. Default: ${DEFAULT-VALUE}.")
  private int records = Load.DEFAULT.records();

  @Option(
      names = "--bytes",
      paramLabel = "B",
      description = "Bytes of an envelope's ciphertext. Default: ${DEFAULT-VALUE}.")
  private int bytes = Load.DEFAULT.bytes();

  @Option(
      names = "--channels",
      paramLabel = "C",
      description = "Channels, as many in each partition. Default: ${DEFAULT-VALUE}.")
  private int channels = Load.DEFAULT.channels();

  @Option(
      names = "--partitions",
      paramLabel = "P",
      description = "Partitions of the log. Default: ${DEFAULT-VALUE}.")
  private int partitions = Load.DEFAULT.partitions();

  @Option(
      names = "--rounds",
      paramLabel = "R",
      description =
          "Rounds that are measured, in each of which every contender runs once. As many as warm the"
              + " contenders up come first. Default: ${DEFAULT-VALUE}.")
  private int rounds = ProcessorBench.ROUNDS;

  @Option(
      names = "--latency-percent",
      paramLabel = "P",
      description =
          "Measure latency at so many percent of each contender's rate. Default: ${DEFAULT-VALUE}.")
  private int latencyPercent = ProcessorBench.LATENCY_PERCENT;

  @Mixin private BenchOptions bench = new BenchOptions();

  @Override
  public Integer call() throws Exception {
    bench.require("--rounds", rounds, 1, MAX_ROUNDS);
    bench.require("--latency-percent", latencyPercent, 1, 100);
    Load load = bench.checked(() -> new Load(records, bytes, channels, partitions));
    return bench.run(
        progress -> new ProcessorBench(load, rounds, latencyPercent, progress).run(),
        ProcessorReport::toJson,
        ProcessorReport::toTable);
  }
}
