package io.pawl.channel;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** Runs something on a worker after a pause: of all that were asked for, the shortest counts. */
final class Alarm {
  private final Scheduler workers;
  private final Runnable action;

  /** When it rings next, in nanoseconds of the JVM's clock; null if it does not. */
  private @Nullable Long due;

  Alarm(Scheduler workers, Runnable action) {
    this.workers = workers;
    this.action = action;
  }

  /** Rings after that pause, if not before. */
  synchronized void in(Duration pause) {
    long asked = System.nanoTime() + pause.toNanos();
    if (due != null && due - asked <= 0) {
      return;
    }
    due = asked;
    try {
      var _ = workers.schedule(this::ring, pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The client has closed.
      due = null;
    }
  }

  private void ring() {
    synchronized (this) {
      due = null;
    }
    action.run();
  }
}
