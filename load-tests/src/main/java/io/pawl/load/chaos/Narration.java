package io.pawl.load.chaos;

import java.io.PrintWriter;

/** Tells a person what happens in a run, and when. Safe for use by many threads. */
public final class Narration {
  private final PrintWriter err;
  private final long began = System.nanoTime();

  /** The run begins now. */
  public Narration(PrintWriter err) {
    this.err = err;
  }

  /** Tells it. */
  public void say(String what) {
    err.printf("pawl: %6.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
    err.flush();
  }
}
