package io.pawl.load.chaos;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What every run with traffic on the log can be told. */
final class ChaosOptions {
  @Mixin private RunOptions run = new RunOptions();

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

  boolean json() {
    return run.json();
  }

  /** The settings, or what is wrong with them, as {@code command}'s user is told. */
  ChaosSettings settings(CommandLine command, int kills, @Nullable Integer minutes) {
    try {
      return new ChaosSettings(
          kills,
          minutes == null ? null : Duration.ofMinutes(minutes),
          run.seed(),
          channels,
          rate,
          run.keep());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--" + e.getMessage(), e);
    }
  }
}
