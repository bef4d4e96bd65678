package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * Which answers, approvals and closes of a channel are refused, and why; the order is the
 * protocol's. Changes nothing.
 */
final class AnswerRules {
  private AnswerRules() {}

  /** Why a record that names an offer does not name one that waits; null if it does. */
  static @Nullable Refusal pending(Channel channel, Bytes offerId, long offset) {
    PendingOffer pending = channel.pending();
    if (pending == null || !pending.offerId().equals(offerId)) {
      return Refusal.UNKNOWN_OFFER;
    }
    boolean expired = pending.isExpired(offset, channel.accepted(), channel.governing(pending));
    return expired ? Refusal.OFFER_EXPIRED : null;
  }

  /** Why an answer to the pending offer is refused, as far as its grant is not asked. */
  static @Nullable Refusal answer(Channel channel, PendingOffer pending, Answer answer) {
    if (pending.next() != null) {
      return Refusal.ALREADY_ANSWERED;
    }
    if (!Verification.kemFits(pending.kind(), answer)) {
      return Refusal.KEM_MISMATCH;
    }
    if (!Verification.signedBy(channel.identity(pending.offerer().opposite()), answer)) {
      return Refusal.BAD_SIGNATURE;
    }
    if (AgreementPoint.isLowOrder(answer.x25519())) {
      return Refusal.LOW_ORDER_KEY;
    }
    return channel.remembered().contains(answer.x25519()) ? Refusal.REPLAYED_KEY : null;
  }

  /** Why an approval of the pending offer is refused; null if it is accepted. */
  static @Nullable Refusal approval(Channel channel, PendingOffer pending, Approval approval) {
    Policy governing = channel.governing(pending);
    if (needed(channel, pending) == 0 || approval.approver() >= governing.approvers().size()) {
      return Refusal.NOT_AN_APPROVER;
    }
    if (pending.isApprovedBy(approval.approver())) {
      return Refusal.ALREADY_APPROVED;
    }
    Bytes approver = governing.approvers().get(approval.approver());
    return Verification.signedBy(approver, approval) ? null : Refusal.BAD_SIGNATURE;
  }

  /** Approvals that the pending offer needs; 0 if it needs none. */
  static int needed(Channel channel, PendingOffer pending) {
    return Approvals.needed(
        pending.kind(), pending.reason(), pending.policy(), channel.governing(pending));
  }
}
