package io.pawl.load.core;

import io.pawl.compose.CommandFailure;
import io.pawl.compose.demo.Progress;
import io.pawl.load.BenchOptions;
import io.pawl.ratchet.AcceptanceBenchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pawl bench core}: runs the benchmarks of the core, each in a JVM of its own, by JMH. */
@Command(
    name = "core",
    description =
        "Measure the ratchet core on one thread, without Kafka: acceptance, admission, seal, open,"
            + " slot advance, handshake; each in a JVM of its own.")
public final class CoreCommand implements Callable<Integer> {
  private static final int ITERATIONS = 5;
  private static final int WARM_UP_ITERATIONS = 4;
  private static final int MAX_SECONDS = 600;

  /** What a benchmark allocates per operation, by JMH's own name for it. */
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private static final List<Measured> MEASURED =
      List.of(
          new Measured("acceptance", AcceptanceBenchmark.class, "accept"),
          new Measured("admission", EnvelopeBenchmark.class, "admit"),
          new Measured("seal", EnvelopeBenchmark.class, "seal"),
          new Measured("open", EnvelopeBenchmark.class, "open"),
          new Measured("slotAdvance", SlotBenchmark.class, "advance"),
          new Measured("handshake", HandshakeBenchmark.class, "open"));

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "How long each is measured, after a warm-up of half that time. Default:"
              + " ${DEFAULT-VALUE}.")
  private int seconds = 10;

  @Mixin private BenchOptions bench = new BenchOptions();

  private record Measured(String name, Class<?> benchmark, String method) {}

  @Override
  public Integer call() throws Exception {
    bench.require("--seconds", seconds, 1, MAX_SECONDS);
    return bench.run(this::measure, CoreReport::toJson, CoreReport::toTable);
  }

  private CoreReport measure(Progress progress) {
    List<CoreReport.Row> rows = new ArrayList<>();
    for (Measured measured : MEASURED) {
      progress.stage(
          "measuring %s (%d of %d)".formatted(measured.name(), rows.size() + 1, MEASURED.size()));
      rows.add(measure(measured));
    }
    return new CoreReport(rows);
  }

  private CoreReport.Row measure(Measured measured) {
    String name = measured.benchmark().getName() + "." + measured.method();
    var options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(name) + "$")
            .forks(1)
            .warmupIterations(WARM_UP_ITERATIONS)
            .warmupTime(TimeValue.milliseconds(500L * seconds / WARM_UP_ITERATIONS))
            .measurementIterations(ITERATIONS)
            .measurementTime(TimeValue.milliseconds(1_000L * seconds / ITERATIONS))
            .addProfiler(GCProfiler.class)
            .jvmArgs(
                "-Xms512m",
                "-Xmx512m",
                "-XX:+UseParallelGC",
                // JMH reads its own fields with it.
                "--sun-misc-unsafe-memory-access=allow")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      RunResult result = new Runner(options).runSingle();
      Result<?> rate = result.getPrimaryResult();
      Result<?> allocated = Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED));
      return new CoreReport.Row(
          measured.name(), rate.getScore(), rate.getScoreError(), allocated.getScore());
    } catch (RunnerException e) {
      throw new CommandFailure(
          "the benchmark " + measured.name() + " failed: " + e.getMessage(), e);
    }
  }
}
