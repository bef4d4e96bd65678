package io.pawl.load.chaos;

import io.pawl.load.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Where a run leaves its data: nowhere if all was right. */
final class Stage {
  private Stage() {}

  /**
   * What happens there.
   *
   * @param <R> what it finds
   */
  @FunctionalInterface
  interface Play<R> {
    R run(Path folder) throws IOException, InterruptedException;
  }

  /** Runs; unless what it finds is right, leaves the folder and says where. */
  static <R> R run(ChaosSettings settings, PrintWriter err, Predicate<R> isRight, Play<R> play)
      throws IOException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.create("pawl-chaos-");
    boolean right = false;
    try {
      R found = play.run(folder.path());
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
