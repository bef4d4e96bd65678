package io.pawl.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** So many takes a second, and as many at once after a rest. Safe for use by many threads. */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final int perSecond;
  private final LongSupplier nanos;
  private double left;
  private long at;

  /**
   * @param nanos a clock that never goes back, as {@link System#nanoTime}
   */
  TokenBucket(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.left = perSecond;
    this.at = nanos.getAsLong();
  }

  /** Takes one; if there is none, how long until there is. */
  synchronized @Nullable Duration take() {
    long now = nanos.getAsLong();
    left = Math.min(perSecond, left + (now - at) / NANOS * perSecond);
    at = now;
    if (left >= 1) {
      left--;
      return null;
    }
    return Duration.ofNanos((long) Math.ceil((1 - left) / perSecond * NANOS));
  }
}
