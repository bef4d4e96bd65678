package io.pawl.compose.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One line on a terminal that says how far the run is, written over again and again; nothing where
 * there is no terminal. For use by any threads.
 */
public final class Progress implements AutoCloseable {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Back to the line's start, and clear to its end (ECMA-48 EL). */
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter terminal;
  private final boolean live;
  private final LongSupplier nanoTime;
  private boolean shown;
  private boolean closed;
  private long shownAt;

  /**
   * @param live whether {@code terminal} is one
   * @param nanoTime as {@link System#nanoTime()}
   */
  public Progress(PrintWriter terminal, boolean live, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.live = live;
    this.nanoTime = nanoTime;
  }

  /** Begins a part of the run, such as {@code "starting the broker"}. */
  public synchronized void stage(String what) {
    show(what + " …", nanoTime.getAsLong());
  }

  /** What is to be seen now, for whoever says it seldom enough: once a second, for example. */
  public synchronized void figures(String what) {
    show(what, nanoTime.getAsLong());
  }

  /** How far the lines are; shown ten times a second at most, however often it is called. */
  public synchronized void lines(long sent, long opened, long total, long injected) {
    long now = nanoTime.getAsLong();
    if (shown && now - shownAt < INTERVAL_NANOS) {
      return;
    }
    show(
        String.format(
            Locale.ROOT,
            "%3d %%  sent %,d  opened %,d  of %,d  injected %,d",
            total == 0 ? 100 : 100 * opened / total,
            sent,
            opened,
            total,
            injected),
        now);
  }

  private void show(String text, long now) {
    if (!live || closed) {
      return;
    }
    terminal.print(ERASE + text);
    terminal.flush();
    shown = true;
    shownAt = now;
  }

  /** Takes the line away, for good. */
  @Override
  public synchronized void close() {
    if (shown) {
      terminal.print(ERASE);
      terminal.flush();
    }
    closed = true;
  }
}
