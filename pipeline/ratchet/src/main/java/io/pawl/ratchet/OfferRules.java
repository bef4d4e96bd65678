package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/** Which offers are refused, and why; the order is the protocol's. Changes nothing. */
final class OfferRules {
  private OfferRules() {}

  /** Why an OPEN of an unknown channel is refused at {@code offset}; null if it is accepted. */
  static @Nullable Refusal opening(Offer offer, byte[] body, long offset) {
    if (offer.epoch() != 1) {
      return offer.epoch() < 1 ? Refusal.STALE_EPOCH : Refusal.EPOCH_GAP;
    }
    if (offer.anchor() > offset || offset - offer.anchor() > Limits.OPEN_TTL) {
      return Refusal.STALE_OPEN;
    }
    if (!Ed25519Verifier.verifies(offer.initiator(), body, offer.signature())) {
      return Refusal.BAD_SIGNATURE;
    }
    if (AgreementPoint.isLowOrder(offer.x25519())) {
      return Refusal.LOW_ORDER_KEY;
    }
    return offer.policy().isWithinLimits() ? null : Refusal.BAD_POLICY;
  }

  /** Why a REKEY or BUMP of an open channel is refused; null if it is accepted. */
  static @Nullable Refusal next(
      Channel channel, Epoch current, Offer offer, byte[] body, long offset) {
    if (!offer.initiator().equals(channel.identity(Direction.INITIATOR))
        || !offer.responder().equals(channel.identity(Direction.RESPONDER))) {
      return Refusal.IDENTITY_MISMATCH;
    }
    if (offer.epoch() <= channel.epoch()) {
      return Refusal.STALE_EPOCH;
    }
    if (offer.epoch() - channel.epoch() > 1) {
      return Refusal.EPOCH_GAP;
    }
    if (!Ed25519Verifier.verifies(channel.identity(offer.offerer()), body, offer.signature())) {
      return Refusal.BAD_SIGNATURE;
    }
    if (AgreementPoint.isLowOrder(offer.x25519())) {
      return Refusal.LOW_ORDER_KEY;
    }
    if (channel.remembered().contains(offer.x25519())) {
      return Refusal.REPLAYED_KEY;
    }
    if (!offer.policy().isWithinLimits()
        || (offer.kind() == Kind.BUMP && !offer.policy().equals(current.policy()))) {
      return Refusal.BAD_POLICY;
    }
    PendingOffer pending = channel.pending();
    if (pending != null
        && !pending.isExpired(offset, channel.accepted(), current.policy())
        && !pending.yieldsTo(offer)) {
      return Refusal.TRANSITION_PENDING;
    }
    return isThrottled(channel, current.policy(), offer, offset) ? Refusal.REKEY_THROTTLED : null;
  }

  private static boolean isThrottled(Channel channel, Policy policy, Offer offer, long offset) {
    long accepted = channel.accepted();
    if (offer.kind() == Kind.BUMP) {
      return channel.bumps().within(1, offset, accepted) >= policy.idleBumps();
    }
    int burst =
        offer.reason() == Reason.COMPROMISE
            ? policy.rekeyBurst() + Limits.COMPROMISE_BURST
            : policy.rekeyBurst();
    return channel.rekeys().within(policy.slotMessages(), offset, accepted) >= burst;
  }
}
