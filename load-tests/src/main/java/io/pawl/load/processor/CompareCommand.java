package io.pawl.load.processor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.compose.CommandFailure;
import io.pawl.compose.demo.Progress;
import io.pawl.load.chart.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pawl bench compare}: what the benchmark of the processor found, as a chart. */
@Command(
    name = "compare",
    description =
        "Draw what 'pawl bench processor --json' found: records per second and processor time of a"
            + " hand-written loop, of Kafka Streams and of Pawl.",
    footer = {"", "Without FILE the benchmark runs first, which takes a quarter of an hour."})
public final class CompareCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "FILE.json", description = "What the benchmark printed.")
  private @Nullable Path file;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      required = true,
      description = "Draw into this file, whose name ends in .svg or .png.")
  private Path chart = Path.of("");

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    if (!Chart.isDrawable(chart)) {
      throw new ParameterException(command, "--chart must end in .svg or .png, not " + chart);
    }
    ProcessorChart.of(file == null ? measured(command) : read(file)).write(chart);
    return ExitCode.OK;
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw new CommandFailure("%s is no JSON: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (NoSuchFileException e) {
      throw new CommandFailure("there is no file " + file, e);
    }
  }

  /** Runs the benchmark as it is by itself, and prints what it found, to be kept. */
  private static JsonNode measured(CommandLine command) throws IOException, InterruptedException {
    String found;
    try (Progress progress =
        new Progress(command.getErr(), Boolean.getBoolean("pawl.terminal"), System::nanoTime)) {
      found =
          new ProcessorBench(
                  Load.DEFAULT, ProcessorBench.ROUNDS, ProcessorBench.LATENCY_PERCENT, progress)
              .run()
              .toJson();
    }
    command.getOut().println(found);
    command.getOut().flush();
    return JSON.readTree(found);
  }
}
