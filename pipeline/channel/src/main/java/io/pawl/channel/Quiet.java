package io.pawl.channel;

import io.pawl.ratchet.Reason;
import java.time.Duration;

/**
 * When an end of a channel seals nothing for the sake of a transition. Times are nanoseconds of one
 * clock, passed in. Guarded by the monitor of the {@link EpochLine} whose transition it is.
 */
final class Quiet {
  /**
   * How long nothing is sealed for the sake of an offer: it can be answered until some hundred
   * messages were accepted after it, which two busy peers send before the other has read it. A
   * partner that is there has answered by then, and one that is not must not hold up what is sent.
   */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private long until;

  Quiet(long now) {
    this.until = now;
  }

  /** An offer was made, or accepted: it must not expire. */
  void begin(long now) {
    until = now + LONGEST.toNanos();
  }

  /** It was decided. */
  void end(long now) {
    until = now;
  }

  /** Nanoseconds that it lasts for an offer's sake; none if not positive. */
  long left(long now) {
    return until - now;
  }

  /**
   * Whether nothing may be sealed.
   *
   * @param caughtUp whether all that stood in the log when this end came back was read
   */
  boolean isDue(PendingTransition pending, boolean caughtUp, long now) {
    return left(now) > 0 || (caughtUp ? leavesNoOverlap(pending) : mayHaveBegun(pending));
  }

  /** What is sealed while such a transition waits would be lost. */
  private static boolean leavesNoOverlap(PendingTransition pending) {
    Proposal proposal = pending.proposal();
    Agreement agreed = pending.agreement();
    boolean offered =
        proposal != null && proposal.offer() != null && proposal.reason() != Reason.ROUTINE;
    return offered || (agreed != null && agreed.offer().reason() != Reason.ROUTINE);
  }

  /** One that was asked for since this end came back has not been offered yet. */
  private static boolean mayHaveBegun(PendingTransition pending) {
    Proposal proposal = pending.proposal();
    return (proposal != null && proposal.offer() != null) || pending.agreement() != null;
  }
}
