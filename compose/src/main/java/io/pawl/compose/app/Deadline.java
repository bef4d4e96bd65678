package io.pawl.compose.app;

import io.pawl.compose.CommandFailure;
import java.time.Duration;

/** Until when a command may go on. */
public final class Deadline {
  private final Duration given;
  private final long end;

  private Deadline(Duration given) {
    this.given = given;
    this.end = System.nanoTime() + given.toNanos();
  }

  public static Deadline in(Duration given) {
    return new Deadline(given);
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  /** What is left, at most {@code most}. */
  Duration left(Duration most) {
    Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    return left.compareTo(most) < 0 ? left : most;
  }

  /** Throws if it is over. */
  public void require(String what) {
    if (isOver()) {
      throw new CommandFailure("%s within %d s".formatted(what, given.toSeconds()));
    }
  }
}
