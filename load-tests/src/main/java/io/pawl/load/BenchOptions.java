package io.pawl.load;

import io.pawl.compose.demo.Progress;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the command of every benchmark does: it checks numbers, shows progress, prints a report. */
public final class BenchOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /**
   * A benchmark.
   *
   * @param <R> what it finds
   */
  @FunctionalInterface
  public interface Bench<R> {
    /** Runs. */
    R run(Progress progress) throws Exception;
  }

  /** Runs a benchmark and prints its report; returns the exit status. */
  public <R> int run(Bench<R> bench, Function<R, String> json, Function<R, String> table)
      throws Exception {
    R report;
    try (Progress progress =
        new Progress(
            commandLine().getErr(), Boolean.getBoolean("pawl.terminal"), System::nanoTime)) {
      report = bench.run(progress);
    }
    commandLine().getOut().println((this.json ? json : table).apply(report));
    commandLine().getOut().flush();
    return ExitCode.OK;
  }

  /**
   * Checks a number.
   *
   * @param option that it was given by
   * @throws ParameterException if it is not from {@code least} to {@code most}
   */
  public void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          commandLine(),
          "%s must be from %,d to %,d, not %,d".formatted(option, least, most, value));
    }
  }

  /**
   * What {@code settings} makes of the options.
   *
   * @throws ParameterException with its message, which begins with an option's name, if it refuses
   *     them
   */
  public <T> T checked(Supplier<T> settings) {
    try {
      return settings.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), "--" + e.getMessage(), e);
    }
  }

  private CommandLine commandLine() {
    return Objects.requireNonNull(command).commandLine();
  }
}
