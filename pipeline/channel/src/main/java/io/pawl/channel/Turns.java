package io.pawl.channel;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;

/**
 * Work that one thread at a time does, as often as it is asked for or less. Whoever finds it idle
 * takes a turn on its own thread, so that it costs no hop; what comes up meanwhile goes to a
 * worker. Safe for use by many threads.
 */
final class Turns {
  private final Scheduler.Worker worker;
  private final Runnable turn;

  /** Turns that were asked for, and are not over. */
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * @param turn sees all that was written before the call that asked for it; must not throw
   */
  Turns(Scheduler.Worker worker, Runnable turn) {
    this.worker = worker;
    this.turn = turn;
  }

  /** A turn on this thread, if it is free; what comes up meanwhile is a worker's. */
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
      worker.schedule(this::onWorker);
    } catch (RejectedExecutionException e) {
      // The client has closed: callers must still hear how their sends ended.
      onWorker();
    }
  }

  private void onWorker() {
    int missed = asked.get();
    do {
      turn.run();
      missed = asked.addAndGet(-missed);
    } while (missed != 0);
  }

  /** Lets the worker go: turns that are asked for still come, on the thread that asks. */
  void end() {
    worker.dispose();
  }
}
