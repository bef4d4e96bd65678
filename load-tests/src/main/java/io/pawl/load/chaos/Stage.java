package io.pawl.load.chaos;

import io.pawl.load.process.SinkOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Random;

/** Sets a scene for a run, and clears it away. */
final class Stage {
  private Stage() {}

  /**
   * A run.
   *
   * @param <R> what it finds
   */
  @FunctionalInterface
  interface Play<R extends RunReport> {
    /**
     * Runs.
     *
     * @param random decides the faults
     */
    R run(Scene scene, Random random) throws IOException, InterruptedException;
  }

  /** Runs; unless what it finds is right, leaves the data of the run and says where. */
  static <R extends RunReport> R run(
      ChaosSettings settings, SinkOptions sink, PrintWriter err, Play<R> play)
      throws IOException, InterruptedException {
    return RunFolder.with(
        settings.keep(),
        err,
        folder -> {
          Random random = new Random(settings.seed());
          try (Scene scene = new Scene(settings, sink, folder, random, new Narration(err))) {
            return play.run(scene, random);
          }
        });
  }
}
