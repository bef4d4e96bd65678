package io.pawl.channel;

import io.pawl.ratchet.Kind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why an end of a channel begins another epoch by itself, and when it may try. Times are
 * nanoseconds of one clock, passed in. Not thread-safe.
 */
final class Healing {
  private final ChannelMetrics metrics;
  private final ChannelLimits limits;
  private final EpochEars ears;
  private final Attempts attempts;
  private @Nullable Cause cause;

  /** Envelopes of this epoch that are not authentic. */
  private int suspicious;

  /** The next attempt was announced to be delayed. */
  private boolean delayed;

  Healing(Connection connection, @Nullable Cause cause, EpochEars ears) {
    this.metrics = connection.metrics();
    this.limits = connection.limits();
    this.attempts = new Attempts(limits);
    this.cause = cause;
    this.ears = ears;
  }

  @Nullable Cause cause() {
    return cause;
  }

  /** Another epoch must begin. What weighs more is not forgotten for what weighs less. */
  void want(Cause found) {
    if (cause == null || !cause.outweighs(found)) {
      cause = found;
    }
  }

  /** An envelope of the current epoch is not authentic. */
  void suspect() {
    suspicious++;
    if (suspicious >= limits.suspiciousEnvelopes()) {
      want(Cause.NOT_AUTHENTIC);
    }
  }

  /** Another epoch has begun. */
  void begun(@Nullable Cause still) {
    cause = still;
    suspicious = 0;
    delayed = false;
  }

  /**
   * The REKEY that is to be offered now; null if none is, or it has to wait.
   *
   * @param epoch to begin
   */
  @Nullable Proposal due(int epoch, long now) {
    Cause why = cause;
    if (why == null) {
      return null;
    }
    long pause = attempts.pause(now);
    if (pause > 0) {
      if (!delayed) {
        delayed = true;
        metrics.healingDelayed();
        ears.tell(
            new ChannelEvent.HealingDelayed(
                why, Duration.ofNanos(pause), attempts.isExhausted(now)));
      }
      return null;
    }
    delayed = false;
    attempts.made(now);
    metrics.healing(why);
    ears.tell(new ChannelEvent.Healing(why, attempts.count(now)));
    return new Proposal(Kind.REKEY, why.reason(), epoch);
  }

  /** Nanoseconds until the next attempt may be made. */
  long pause(long now) {
    return attempts.pause(now);
  }

  /** Whether nothing can be sealed, and only time helps. */
  boolean isGivenUp(long now) {
    return cause != null && cause.silences() && attempts.isExhausted(now) && pause(now) > 0;
  }

  ChannelHealth.Throttle throttle(long now) {
    return new ChannelHealth.Throttle(
        attempts.count(now), Duration.ofNanos(attempts.pause(now)).toMillis());
  }
}
