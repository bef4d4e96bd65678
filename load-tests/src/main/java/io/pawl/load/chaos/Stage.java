package io.pawl.load.chaos;

import io.pawl.load.TemporaryFolder;
import io.pawl.load.process.SinkOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Random;
import java.util.function.Predicate;

/** Sets a scene for a run, and clears it away. */
final class Stage {
  private Stage() {}

  /**
   * A run.
   *
   * @param <R> what it finds
   */
  @FunctionalInterface
  interface Play<R> {
    /**
     * Runs.
     *
     * @param random decides the faults
     */
    R run(Scene scene, Random random) throws IOException, InterruptedException;
  }

  /** Runs; unless what it finds is right, leaves the data of the run and says where. */
  static <R> R run(
      ChaosSettings settings, SinkOptions sink, PrintWriter err, Predicate<R> isRight, Play<R> play)
      throws IOException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.create("pawl-chaos-");
    Random random = new Random(settings.seed());
    boolean right = false;
    try (Scene scene = new Scene(settings, sink, folder.path(), random, err)) {
      R found = play.run(scene, random);
      right = isRight.test(found) && !settings.keep();
      return found;
    } finally {
      if (right) {
        folder.close();
      } else {
        err.println(
            "pawl: the data of this run, and what its processes said, is in " + folder.path());
        err.flush();
      }
    }
  }
}
