package io.pawl.ratchet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the records that change a channel's epochs, once the channel is found: the rules
 * decide, then the channel moves.
 */
final class Transitions {
  private final GrantKeys keys;
  private final SharedPolicies policies;

  Transitions(GrantKeys keys, SharedPolicies policies) {
    this.keys = keys;
    this.policies = policies;
  }

  /** The channel that an OPEN begins, which was found in order. */
  Channel open(Offer offer, Bytes offerId, long offset) {
    Channel channel = new Channel(offer.initiator(), offer.responder());
    channel.propose(pending(offer, offerId, offset, 0), offer.x25519());
    return channel;
  }

  private PendingOffer pending(Offer offer, Bytes offerId, long offset, long accepted) {
    return PendingOffer.of(offer, policies.share(offer.policy()), offerId, offset, accepted);
  }

  /** A REKEY or BUMP. */
  Outcome offer(Channel channel, Epoch current, Offer offer, byte[] body, long offset) {
    Bytes offerId = Transcript.offerId(body);
    Refusal refusal = OfferRules.next(channel, current, offer, body, offset);
    if (refusal != null) {
      return refused(refusal, channel, offer.x25519(), event(offer, offerId, refusal, offset));
    }
    PendingOffer replaced = channel.pending();
    List<Event> events =
        replaced == null || replaced.isExpired(offset, channel.accepted(), current.policy())
            ? List.of()
            : List.of(event(offer.channel(), replaced, Refusal.OFFER_SUPERSEDED, offset));
    channel.propose(pending(offer, offerId, offset, channel.accepted()), offer.x25519());
    return Outcomes.moved(Outcome.Change.DESCRIPTOR, events);
  }

  Outcome answer(Channel channel, Answer answer, long offset) {
    Refusal unknown = AnswerRules.pending(channel, answer.offerId(), offset);
    PendingOffer pending = channel.pending();
    if (unknown != null || pending == null) {
      return Outcomes.refused(unknown == null ? Refusal.UNKNOWN_OFFER : unknown);
    }
    Refusal refusal = AnswerRules.answer(channel, pending, answer);
    Secret granted =
        refusal == null ? keys.open(answer.channel(), pending.epoch(), answer.grant()) : null;
    if (granted == null) {
      Refusal code = refusal == null ? Refusal.BAD_GRANT : refusal;
      return refused(
          code, channel, answer.x25519(), event(answer.channel(), pending, code, offset));
    }
    channel.remember(answer.x25519());
    Epoch next = Epoch.granted(pending.policy(), answer.grant(), granted);
    return advance(answer.channel(), channel, pending.answered(next), offset);
  }

  Outcome approval(Channel channel, Approval approval, long offset) {
    Refusal unknown = AnswerRules.pending(channel, approval.offerId(), offset);
    PendingOffer pending = channel.pending();
    if (unknown != null || pending == null) {
      return Outcomes.refused(unknown == null ? Refusal.UNKNOWN_OFFER : unknown);
    }
    Refusal refusal = AnswerRules.approval(channel, pending, approval);
    return refusal != null
        ? Outcomes.refused(refusal)
        : advance(approval.channel(), channel, pending.approvedBy(approval.approver()), offset);
  }

  /** Activates the offer if this was the last that it needed. */
  private Outcome advance(ChannelId id, Channel channel, PendingOffer offer, long offset) {
    Epoch next = offer.next();
    if (next == null || Integer.bitCount(offer.approvals()) < AnswerRules.needed(channel, offer)) {
      channel.advance(offer);
      return Outcomes.moved(Outcome.Change.DESCRIPTOR, List.of());
    }
    Bytes admitted = KeySchedule.admitted(next.open(keys, id, offer.epoch()));
    channel.activate(offer, next, offset);
    return Outcomes.moved(
        Outcome.Change.DESCRIPTOR,
        List.of(
            new Event.Activated(
                id, offer.epoch(), offer.kind(), offer.offerId(), admitted, offset)));
  }

  /**
   * Refuses a record of a known channel. What was authentic is told to the peers, and its ephemeral
   * key is used up.
   */
  private static Outcome refused(
      Refusal refusal, Channel channel, Bytes x25519, Event.Refused event) {
    if (!isAuthentic(refusal)) {
      return Outcomes.refused(refusal);
    }
    Outcome.Change change =
        channel.remember(x25519) ? Outcome.Change.DESCRIPTOR : Outcome.Change.NONE;
    return Outcomes.refused(refusal, Action.NONE, change, List.of(event));
  }

  /** Whether a transition record refused so had its signature verified. */
  static boolean isAuthentic(Refusal refusal) {
    return switch (refusal) {
      case LOW_ORDER_KEY,
          REPLAYED_KEY,
          BAD_POLICY,
          TRANSITION_PENDING,
          REKEY_THROTTLED,
          BAD_GRANT ->
          true;
      default -> false;
    };
  }

  /** What the peers hear of a pending offer. */
  static Event.Refused event(ChannelId channel, PendingOffer offer, Refusal code, long offset) {
    return new Event.Refused(channel, code, offer.kind(), offer.epoch(), offer.offerId(), offset);
  }

  /** What the peers hear of an offer that never was pending. */
  static Event.Refused event(Offer offer, Bytes offerId, Refusal code, long offset) {
    return new Event.Refused(offer.channel(), code, offer.kind(), offer.epoch(), offerId, offset);
  }

  /** Why a close of a channel is refused; null if it is accepted. */
  static @Nullable Refusal close(Channel channel, Close close) {
    return Verification.signedBy(channel.identity(close.closer()), close)
        ? null
        : Refusal.BAD_SIGNATURE;
  }
}
