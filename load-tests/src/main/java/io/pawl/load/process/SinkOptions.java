package io.pawl.load.process;

import java.util.List;

/**
 * How a sink of a run is set up.
 *
 * @param snapshotEvery facts of a partition after which it takes one
 * @param collecting whether garbage goes at once, instead of never
 */
public record SinkOptions(int snapshotEvery, boolean collecting) {
  /** So seldom that most facts are folded alone, so often that every run has many snapshots. */
  private static final int OFTEN = 50;

  /** As one is shipped, in a run that is over before anything may go. */
  public static final SinkOptions SERVING = new SinkOptions(250_000, false);

  /** Everything stays. */
  public static final SinkOptions KEEPING = new SinkOptions(OFTEN, false);

  /** What no recovery needs goes. */
  public static final SinkOptions COLLECTING = new SinkOptions(OFTEN, true);

  List<String> arguments() {
    return List.of(
        "--pawl.snapshot-every=" + snapshotEvery,
        "--pawl.collection=" + (collecting ? "collect" : "keep"),
        "--pawl.retain.records=0",
        "--pawl.retain.time=0s");
  }
}
