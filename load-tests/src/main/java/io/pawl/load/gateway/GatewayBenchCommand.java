package io.pawl.load.gateway;

import io.pawl.load.BenchOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pawl bench gateway}: what an app without Java pays. */
@Command(
    name = "gateway",
    description =
        "Measure messages per second and the time from send to arrival over two gateways, and the"
            + " same with peers in Java, on one system in a JVM of its own.")
public final class GatewayBenchCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  /** Of the default policy's cells, so that a message takes one. */
  private static final int MAX_BYTES = 1_000;

  /** The stamp. */
  private static final int MIN_BYTES = 8;

  @Option(
      names = "--messages",
      paramLabel = "N",
      description = "Messages that are measured each way. Default: ${DEFAULT-VALUE}.")
  private int messages = 10_000;

  @Option(
      names = "--channels",
      paramLabel = "C",
      description = "Channels, a multiple of 10. Default: ${DEFAULT-VALUE}.")
  private int channels = 1_000;

  @Option(
      names = "--bytes",
      paramLabel = "B",
      description = "Bytes of a payload. Default: ${DEFAULT-VALUE}.")
  private int bytes = 256;

  @Mixin private BenchOptions bench = new BenchOptions();

  @Override
  public Integer call() throws Exception {
    bench.require("--messages", messages, 1, MOST);
    bench.require("--channels", channels, 10, 10_000);
    bench.require("--bytes", bytes, MIN_BYTES, MAX_BYTES);
    return bench.run(
        progress -> new GatewayBench(messages, channels, bytes, progress).run(),
        GatewayBenchReport::toJson,
        GatewayBenchReport::toTable);
  }
}
