package io.pawl.compose;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that is interrupted (Ctrl-C, or a request to terminate) stop what it started:
 * while this is open, the end of the JVM interrupts the command's thread and waits until it has
 * closed this, but not longer than the grace.
 *
 * <p>So a command only needs {@code try (...)} around what it starts, and no shutdown hooks.
 */
final class Interruption implements AutoCloseable {
  /** Of the whole JVM, as its end is. */
  private static volatile boolean happened;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Thread command, Duration grace) {
    this.hook = new Thread(() -> interrupt(command, grace), "pawl-interruption");
  }

  /** Watches over the calling thread. */
  static Interruption ofThisThread(Duration grace) {
    Interruption interruption = new Interruption(Thread.currentThread(), grace);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether a command was interrupted: then that is why it failed, whatever broke first. */
  static boolean happened() {
    return happened;
  }

  private void interrupt(Thread command, Duration grace) {
    happened = true;
    command.interrupt();
    try {
      // Whether in time or not: the JVM ends after this.
      closed.await(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has stopped all that it started. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook is what waited for this call.
    }
  }
}
