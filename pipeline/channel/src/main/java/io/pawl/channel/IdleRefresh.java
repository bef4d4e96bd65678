package io.pawl.channel;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a channel without messages is due for a BUMP: once until its next message. Times are
 * nanoseconds of one clock, passed in.
 */
final class IdleRefresh {
  private static final long DONE = Long.MIN_VALUE;

  private final long after;
  private final AtomicLong last;

  /**
   * @param after zero: never
   */
  IdleRefresh(Duration after, long now) {
    this.after = after.toNanos();
    this.last = new AtomicLong(after.isZero() ? DONE : now);
  }

  /** A message was accepted. */
  void touch(long now) {
    if (after > 0) {
      last.set(now);
    }
  }

  /** Whether it is due now; then it is not again until the next message. */
  boolean isDue(long now) {
    long before = last.get();
    return before != DONE && now - before >= after && last.compareAndSet(before, DONE);
  }
}
