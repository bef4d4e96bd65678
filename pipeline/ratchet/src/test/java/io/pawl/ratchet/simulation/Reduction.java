package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A channel as a reader of its accepted records sees it: enough to know, without any word of the
 * processor's, where an epoch must begin.
 *
 * @param current the offer that opened the current epoch
 * @param activatedAt log offset at which that epoch began
 * @param pending the offer that waits
 * @param pendingId its id
 * @param pendingAt log offset of that offer
 * @param acceptedBefore messages accepted until then
 * @param answer the one that counts
 * @param approvals bit i is set if approver i approved
 * @param accepted messages accepted so far
 */
record Reduction(
    @Nullable Offer current,
    long activatedAt,
    @Nullable Offer pending,
    @Nullable Bytes pendingId,
    long pendingAt,
    long acceptedBefore,
    @Nullable Answer answer,
    int approvals,
    long accepted,
    boolean closed) {

  static final Reduction NONE = new Reduction(null, 0, null, null, 0, 0, null, 0, 0, false);

  /** Log offsets after which a pending REKEY or BUMP has expired. */
  private static final long OFFER_TTL = 100_000;

  /** After a record that was accepted. */
  Reduction after(LogRecord record, long offset) {
    return switch (record) {
      case Envelope envelope ->
          new Reduction(
              current,
              activatedAt,
              pending,
              pendingId,
              pendingAt,
              acceptedBefore,
              answer,
              approvals,
              accepted + 1,
              closed);
      case Offer offer ->
          new Reduction(
              current,
              activatedAt,
              offer,
              Handshake.offerId(offer),
              offset,
              accepted,
              null,
              0,
              accepted,
              closed);
      case Answer first -> with(first, approvals);
      case Approval approval -> with(answer, approvals | (1 << approval.approver()));
      case Close close ->
          new Reduction(current, activatedAt, null, null, 0, 0, null, 0, accepted, true);
    };
  }

  private Reduction with(@Nullable Answer answered, int approved) {
    return new Reduction(
        current,
        activatedAt,
        pending,
        pendingId,
        pendingAt,
        acceptedBefore,
        answered,
        approved,
        accepted,
        closed);
  }

  /** Whether the pending offer has all it needs. */
  boolean isComplete() {
    return pending != null && answer != null && Integer.bitCount(approvals) >= approvalsNeeded();
  }

  /** Approvals that the pending offer needs. */
  int approvalsNeeded() {
    if (pending == null) {
      return 0;
    }
    Policy governing = governing(pending);
    Policy offered = pending.policy();
    int bit =
        switch (pending.kind()) {
          case OPEN -> 1;
          case REKEY -> pending.reason() == Reason.ROUTINE ? 2 : 8;
          case BUMP -> 4;
        };
    boolean changesApproval =
        offered.approvalsNeeded() != governing.approvalsNeeded()
            || offered.approvalKinds() != governing.approvalKinds()
            || !offered.approvers().equals(governing.approvers());
    boolean needed =
        (governing.approvalKinds() & bit) != 0
            || (changesApproval && governing.approvalKinds() != 0);
    return needed ? governing.approvalsNeeded() : 0;
  }

  /** The policy that says who must approve {@code offer}. */
  Policy governing(Offer offer) {
    return current == null ? offer.policy() : current.policy();
  }

  /** The pending offer's epoch has begun. */
  Reduction activated(long offset) {
    return new Reduction(pending, offset, null, null, 0, 0, null, 0, accepted, closed);
  }

  /** Number of the current epoch; 0 before the first. */
  int epoch() {
    return current == null ? 0 : current.epoch();
  }

  /** Whether that offer waits. */
  boolean awaits(Bytes offerId) {
    return Objects.equals(offerId, pendingId);
  }

  /** Whether the pending offer can be answered no more. */
  boolean isExpired(long offset) {
    return pending != null
        && current != null
        && (offset - pendingAt > OFFER_TTL
            || accepted - acceptedBefore
                > (long) current.policy().overlap() + current.policy().slotMessages());
  }
}
