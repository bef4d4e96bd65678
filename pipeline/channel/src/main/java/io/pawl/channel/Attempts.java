package io.pawl.channel;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * When a channel may be re-established again: after pauses that double, and not beyond so many
 * attempts in an hour. Times are nanoseconds of one clock, passed in. Not thread-safe.
 */
final class Attempts {
  private static final Duration SPAN = Duration.ofHours(1);

  /** 2^12 first pauses are over an hour, whatever is left of the span. */
  private static final int DOUBLINGS = 12;

  private final int most;
  private final long firstPause;
  private final Deque<Long> times = new ArrayDeque<>();

  Attempts(ChannelLimits limits) {
    this.most = limits.healingAttempts();
    this.firstPause = limits.healingPause().toNanos();
  }

  void made(long now) {
    forget(now);
    times.addLast(now);
  }

  /** Attempts within the last hour. */
  int count(long now) {
    forget(now);
    return times.size();
  }

  /** Whether so many were made that only time helps. */
  boolean isExhausted(long now) {
    return count(now) >= most;
  }

  /** Nanoseconds until the next may be made; 0 if it may now. */
  long pause(long now) {
    int made = count(now);
    if (made == 0) {
      return 0;
    }
    long doubled = times.getLast() + (firstPause << Math.min(made - 1, DOUBLINGS));
    long due = made < most ? doubled : times.getFirst() + SPAN.toNanos();
    return Math.max(0, due - now);
  }

  private void forget(long now) {
    while (!times.isEmpty() && now - times.getFirst() >= SPAN.toNanos()) {
      times.removeFirst();
    }
  }
}
