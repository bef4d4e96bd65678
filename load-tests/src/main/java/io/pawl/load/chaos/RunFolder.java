package io.pawl.load.chaos;

import io.pawl.load.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Where the processes of a run keep their data, and what they say. */
public final class RunFolder {
  private RunFolder() {}

  /**
   * A run.
   *
   * @param <R> what it finds
   */
  @FunctionalInterface
  public interface Run<R extends RunReport> {
    /** Runs; all processes have ended then. */
    R in(Path folder) throws IOException, InterruptedException;
  }

  /**
   * Runs; unless all is right, leaves the folder and says where.
   *
   * @param keep whether it is left in any case
   */
  public static <R extends RunReport> R with(boolean keep, PrintWriter err, Run<R> run)
      throws IOException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.create("pawl-chaos-");
    boolean clear = false;
    try {
      R found = run.in(folder.path());
      clear = found.isSuccess() && !keep;
      return found;
    } finally {
      if (clear) {
        folder.close();
      } else {
        err.println(
            "pawl: the data of this run, and what its processes said, is in " + folder.path());
        err.flush();
      }
    }
  }
}
