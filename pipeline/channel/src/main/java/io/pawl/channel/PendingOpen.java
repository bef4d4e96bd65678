package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verification;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What may become a channel's first epoch, at one of its ends: the OPEN, and what of all that it
 * lacks has come. Each of it is verified. Not thread-safe.
 */
final class PendingOpen {
  /** After so many offsets of the log a pending OPEN is forgotten; the protocol's number. */
  private static final long TTL = 10_000_000;

  private final Offer offer;
  private final Bytes offerId;
  private final Direction own;

  /** The offer's private keys, on the initiator's side, until the epoch begins. */
  private @Nullable OfferKeys offerKeys;

  /** Ours on the responder's side; on the initiator's, the first accepted one that verifies. */
  private @Nullable Answer answer;

  private @Nullable EpochKeys keys;
  private final BitSet approvals = new BitSet();
  private boolean offerAccepted;

  private PendingOpen(Offer offer, Direction own) {
    this.offer = offer;
    this.offerId = Handshake.offerId(offer);
    this.own = own;
  }

  /** The initiator's. Takes the keys over. */
  static PendingOpen offered(Vault.Holding.Offered offered) {
    var open = new PendingOpen(offered.offer(), Direction.INITIATOR);
    open.offerKeys = offered.keys();
    return open;
  }

  /** The responder's. Takes the keys over. */
  static PendingOpen answered(Vault.Holding.Answered answered) {
    var open = new PendingOpen(answered.offer(), Direction.RESPONDER);
    open.answer = answered.answer();
    open.keys = answered.keys();
    return open;
  }

  Offer offer() {
    return offer;
  }

  ChannelId channel() {
    return offer.channel();
  }

  /** Our direction. */
  Direction own() {
    return own;
  }

  /** An offer of the channel was accepted. */
  void accepted(Offer accepted) {
    offerAccepted |= accepted.equals(offer);
  }

  /** An answer was accepted; false if it is forged. */
  boolean accepted(Answer accepted) {
    if (accepted.equals(answer)) {
      return true;
    }
    if (answer != null || Verification.answer(offer, accepted) != null) {
      // One answer counts, the first: another is not ours, or not the one we derived keys from.
      return false;
    }
    OfferKeys privateKeys = offerKeys;
    if (privateKeys != null) {
      answer = accepted;
      keys = Handshake.complete(offer, privateKeys, accepted, null);
    }
    return true;
  }

  /** An approval was accepted; false if it is forged. */
  boolean accepted(Approval approval) {
    if (Verification.approval(offer, offer.policy(), approval) != null) {
      return false;
    }
    approvals.set(approval.approver());
    return true;
  }

  /** Whether one of the two peers has signed that. */
  boolean isSigned(Close close) {
    Bytes closer = close.closer() == Direction.INITIATOR ? offer.initiator() : offer.responder();
    return Verification.close(close, closer) == null;
  }

  boolean isOffer(Bytes id) {
    return id.equals(offerId);
  }

  /**
   * Whether nothing comes of it any more, once that was refused.
   *
   * @param code why our offer, or an answer to it, was refused
   */
  boolean isEndedBy(Refusal code) {
    boolean answerRefused = offerAccepted && !isAboutOffers(code);
    // The partner's answer was refused, and it may give another; our offer still stands.
    return !answerRefused || own != Direction.INITIATOR;
  }

  /** Of what can still be refused about an OPEN after it was accepted. */
  private static boolean isAboutOffers(Refusal code) {
    return code == Refusal.OFFER_SUPERSEDED || code == Refusal.TOO_MANY_OPENS;
  }

  /** Whether it is forgotten at that offset of the log, if it has not begun before. */
  boolean isForgotten(long logOffset) {
    return logOffset - offer.anchor() > TTL;
  }

  /** Whether fewer approvals have come than its policy asks for. */
  boolean lacksApprovals() {
    return approvals.cardinality() < Verification.approvalsNeeded(offer, offer.policy());
  }

  /** Why the epoch must not be used though it is activated; null if all is as it should be. */
  @Nullable String objection(Event.Activated activated) {
    if (keys == null) {
      return "the processor activated it, and no answer to our offer verifies";
    }
    if (!activated.admitted().equals(keys.admitted())) {
      return "the processor admits by other keys than ours";
    }
    return lacksApprovals()
        ? "the processor activated it without the approvals that its policy asks for"
        : null;
  }

  /**
   * Its epoch begins, with these keys; all else is erased.
   *
   * @throws IllegalStateException if it has none
   */
  EpochKeys begin() {
    EpochKeys derived = keys;
    if (derived == null) {
      throw new IllegalStateException("no epoch begins without keys");
    }
    keys = null;
    erase();
    return derived;
  }

  /** Erases every key. */
  void erase() {
    if (offerKeys != null) {
      offerKeys.erase();
      offerKeys = null;
    }
    if (keys != null) {
      keys.erase();
    }
  }
}
