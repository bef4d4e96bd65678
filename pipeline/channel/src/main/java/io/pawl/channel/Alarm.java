package io.pawl.channel;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Runs something on a worker after a pause: of all that were asked for, the shortest counts. */
final class Alarm {
  private final Scheduler workers;
  private final Runnable action;

  /** When it rings next, in nanoseconds of the JVM's clock; null if it does not. */
  private @Nullable Long due;

  private final Disposable.Swap next = Disposables.swap();

  Alarm(Scheduler workers, Runnable action) {
    this.workers = workers;
    this.action = action;
  }

  /** Rings after that pause, if not before. */
  synchronized void in(Duration pause) {
    long asked = System.nanoTime() + pause.toNanos();
    if (next.isDisposed() || (due != null && due - asked <= 0)) {
      return;
    }
    due = asked;
    try {
      next.update(workers.schedule(this::ring, pause.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      // The client has closed.
      due = null;
    }
  }

  /** Rings no more: what would ring later keeps no worker waiting. */
  void end() {
    next.dispose();
  }

  private void ring() {
    synchronized (this) {
      due = null;
    }
    action.run();
  }
}
