package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * An accepted offer that waits for its answer and its approvals.
 *
 * @param anchor of an OPEN, 0 otherwise
 * @param offeredAt log offset of the offer
 * @param acceptedBefore messages of the channel accepted until then
 * @param next the epoch that the answer made ready; null before it
 * @param approvals bit i is set if approver i approved
 */
record PendingOffer(
    Bytes offerId,
    Kind kind,
    int epoch,
    Direction offerer,
    Reason reason,
    long anchor,
    Policy policy,
    long offeredAt,
    long acceptedBefore,
    @Nullable Epoch next,
    int approvals) {

  /**
   * @param policy the offered one, not a view of a record
   */
  static PendingOffer of(Offer offer, Policy policy, Bytes offerId, long offset, long accepted) {
    return new PendingOffer(
        offerId,
        offer.kind(),
        offer.epoch(),
        offer.offerer(),
        offer.reason(),
        offer.anchor(),
        policy,
        offset,
        accepted,
        null,
        0);
  }

  PendingOffer answered(Epoch ready) {
    return new PendingOffer(
        offerId,
        kind,
        epoch,
        offerer,
        reason,
        anchor,
        policy,
        offeredAt,
        acceptedBefore,
        ready,
        approvals);
  }

  PendingOffer approvedBy(int approver) {
    return new PendingOffer(
        offerId,
        kind,
        epoch,
        offerer,
        reason,
        anchor,
        policy,
        offeredAt,
        acceptedBefore,
        next,
        approvals | (1 << approver));
  }

  /** It will begin no epoch. */
  void erase() {
    if (next != null) {
      next.erase();
    }
  }

  boolean isApprovedBy(int approver) {
    return ((approvals >>> approver) & 1) != 0;
  }

  /** Whether an OPEN is forgotten by {@code offset}. */
  boolean isForgotten(long offset) {
    return kind == Kind.OPEN && offset - anchor > Limits.OPEN_TTL;
  }

  /** Whether a REKEY or BUMP came too long ago. An OPEN is forgotten instead. */
  boolean isExpired(long offset, long accepted, Policy current) {
    return kind != Kind.OPEN
        && (accepted - acceptedBefore > (long) current.overlap() + current.slotMessages()
            || offset - offeredAt > Limits.OFFER_TTL);
  }

  /** Whether {@code offer} may take this one's place before it has expired. */
  boolean yieldsTo(Offer offer) {
    if (offer.offerer() == offerer) {
      return true;
    }
    return offer.kind() == Kind.REKEY
        && (kind == Kind.BUMP || offer.reason().code() > reason.code());
  }
}
