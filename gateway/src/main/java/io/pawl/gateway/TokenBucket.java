package io.pawl.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** So many takes in a period, and as many at once after a rest. Safe for use by many threads. */
public final class TokenBucket {
  private final int most;
  private final double perNano;
  private final LongSupplier nanos;
  private double left;
  private long at;

  /**
   * @param nanos a clock that never goes back, as {@link System#nanoTime}
   */
  TokenBucket(int most, Duration period, LongSupplier nanos) {
    this.most = most;
    this.perNano = (double) most / period.toNanos();
    this.nanos = nanos;
    this.left = most;
    this.at = nanos.getAsLong();
  }

  /** Takes one; if there is none, how long until there is. */
  synchronized @Nullable Duration take() {
    long now = nanos.getAsLong();
    left = Math.min(most, left + (now - at) * perNano);
    at = now;
    if (left >= 1) {
      left--;
      return null;
    }
    return Duration.ofNanos((long) Math.ceil((1 - left) / perNano));
  }
}
