package io.pawl.load.chaos;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What every run of chaos can be told. */
final class ChaosOptions {
  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides the traffic and the faults. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

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

  @Option(
      names = "--keep",
      description = "Keep the data of the run, and what its processes said, though all was right.")
  private boolean keep;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** The settings, or what is wrong with them, as {@code command}'s user is told. */
  ChaosSettings settings(CommandLine command, int kills, @Nullable Integer minutes) {
    try {
      return new ChaosSettings(
          kills, minutes == null ? null : Duration.ofMinutes(minutes), seed, channels, rate, keep);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--" + e.getMessage(), e);
    }
  }
}
