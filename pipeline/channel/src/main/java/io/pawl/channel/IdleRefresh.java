package io.pawl.channel;

import java.time.Duration;

/**
 * When a channel is due for a BUMP. Times are nanoseconds of one clock, passed in. Safe for use by
 * many threads.
 */
final class IdleRefresh {
  private final Refresh refresh;

  /** The last message or the last epoch, whatever came later. */
  private long last;

  /** Nothing was sent since the keys were new, which is what a refresh in the background is for. */
  private boolean fresh;

  /** From the partner, since our last message and the beginning of the epoch. */
  private int received;

  IdleRefresh(Refresh refresh, long now) {
    this.refresh = refresh;
    this.last = now;
  }

  /** A message of ours was accepted. */
  synchronized void sent(long now) {
    last = now;
    fresh = false;
    received = 0;
  }

  /** A message of the partner's was accepted. */
  synchronized void received(long now) {
    last = now;
    fresh = false;
    received++;
  }

  /** An epoch began, for whatever reason. */
  synchronized void begun(long now) {
    last = now;
    fresh = true;
    received = 0;
  }

  /** Whether it is due now; then the waiting begins anew, come of it what may. */
  synchronized boolean isDue(long now) {
    if (!isSilent(now) && !isOneSided()) {
      return false;
    }
    begun(now);
    return true;
  }

  private boolean isSilent(long now) {
    Duration after = refresh.after();
    boolean wanted = refresh.when() == Refresh.When.BEFORE_SEND || !fresh;
    return after.isPositive() && wanted && now - last >= after.toNanos();
  }

  private boolean isOneSided() {
    return refresh.received() > 0 && received >= refresh.received();
  }
}
