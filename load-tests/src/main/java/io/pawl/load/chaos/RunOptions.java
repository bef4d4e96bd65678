package io.pawl.load.chaos;

import picocli.CommandLine.Option;

/** What every run can be told. */
public final class RunOptions {
  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Decides what is random in the run. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--keep",
      description = "Keep the data of the run, and what its processes said, though all was right.")
  private boolean keep;

  @Option(names = "--json", description = "Print one JSON object and nothing else.")
  private boolean json;

  /** What the run's chance begins from. */
  public long seed() {
    return seed;
  }

  /** Whether the run's folder is left in any case. */
  public boolean keep() {
    return keep;
  }

  /** Whether the report is one JSON object. */
  public boolean json() {
    return json;
  }
}
