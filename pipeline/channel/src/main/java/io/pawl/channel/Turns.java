package io.pawl.channel;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Work that one thread at a time does, as often as it is asked for or less. Safe for use by many
 * threads.
 */
final class Turns {
  private final Consumer<Runnable> workers;
  private final Runnable turn;
  private final Runnable without;

  /** Turns that were asked for, and are not over. */
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * @param workers run what they are given, one after the other or at once; may reject it
   * @param turn sees all that was written before the call that asked for it; must not throw
   * @param without a turn that they rejected, on the thread that asked; must not throw
   */
  Turns(Consumer<Runnable> workers, Runnable turn, Runnable without) {
    this.workers = workers;
    this.turn = turn;
    this.without = without;
  }

  /**
   * A turn on this thread, if it is free, so that it costs no hop; what comes up meanwhile is a
   * worker's.
   */
  void take() {
    if (asked.getAndIncrement() == 0) {
      turn.run();
      if (asked.decrementAndGet() != 0) {
        toWorker();
      }
    }
  }

  /** A turn on a worker. */
  void wake() {
    if (asked.getAndIncrement() == 0) {
      toWorker();
    }
  }

  private void toWorker() {
    try {
      workers.accept(() -> untilNoneIsAsked(turn));
    } catch (RejectedExecutionException e) {
      untilNoneIsAsked(without);
    }
  }

  private void untilNoneIsAsked(Runnable each) {
    int missed = asked.get();
    do {
      each.run();
      missed = asked.addAndGet(-missed);
    } while (missed != 0);
  }
}
