package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.channel.Vault.Holding.Part;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.OfferKeys;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Verification;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What may become a channel's next epoch, at one of its ends: the accepted offer, a transition of
 * our own that is not decided yet, and keys that were agreed on. Follows the log; every secret in
 * it is in the vault as well. Not thread-safe.
 */
final class PendingTransition {
  private final ChannelId channel;
  private final Direction own;
  private final Vault vault;
  private final EpochEars ears;
  private @Nullable WaitingOffer waiting;
  private @Nullable Proposal proposal;
  private @Nullable Agreement agreement;

  /** The offer that is left without an answer. */
  private @Nullable Bytes unanswered;

  PendingTransition(ChannelId channel, Direction own, Vault vault, EpochEars ears) {
    this.channel = channel;
    this.own = own;
    this.vault = vault;
    this.ears = ears;
  }

  /** Goes on with what an earlier process left; takes its secrets over. */
  void restore(Standing standing) {
    Holding.Offered offered = standing.offered();
    Holding.Answered answered = standing.answered();
    Holding.Waiting waits = standing.waiting();
    if (waits != null) {
      waiting = new WaitingOffer(waits);
    }
    if (offered != null) {
      Offer offer = offered.offer();
      proposal = new Proposal(offer.kind(), offer.reason(), offer.epoch());
      proposal.offered(offer, Handshake.offerId(offer), offered.keys());
    }
    if (answered != null) {
      Offer offer = answered.offer();
      agreement =
          new Agreement(
              offer,
              Handshake.offerId(offer),
              answered.answer(),
              answered.keys(),
              offer.offerer() != own);
    }
  }

  @Nullable WaitingOffer waiting() {
    return waiting;
  }

  @Nullable Proposal proposal() {
    return proposal;
  }

  @Nullable Agreement agreement() {
    return agreement;
  }

  /** A transition of our own is asked for. */
  void propose(Proposal asked) {
    proposal = asked;
  }

  /** Why no transition of ours may be offered now; null if one may. */
  @Nullable Refusal objection(Kind kind, Reason reason, int epoch, Offer current) {
    if (epoch <= current.epoch()) {
      return Refusal.STALE_EPOCH;
    }
    if (epoch - current.epoch() > 1) {
      return Refusal.EPOCH_GAP;
    }
    WaitingOffer other = waiting;
    boolean yields =
        other == null
            || other.isExpired(current.policy())
            || (!other.isOf(own) && other.yieldsTo(kind, reason));
    return yields ? null : Refusal.TRANSITION_PENDING;
  }

  /** The partner's offer that is to be answered; null if there is none. */
  @Nullable WaitingOffer unansweredOffer(Policy current) {
    return waiting == null
            || waiting.isOf(own)
            || waiting.answer() != null
            || agreement != null
            || Objects.equals(waiting.id(), unanswered)
            || waiting.isExpired(current)
        ? null
        : waiting;
  }

  /**
   * The partner's offer is left without an answer.
   *
   * @param why in one line
   */
  void leaveUnanswered(WaitingOffer theirs, String why) {
    unanswered = theirs.id();
    Offer offer = theirs.offer();
    ears.tell(new ChannelEvent.LeftUnanswered(offer.epoch(), offer.kind(), why));
  }

  /** We answer an offer; takes the keys over. */
  void agree(Agreement keys) {
    dropAgreement();
    agreement = keys;
  }

  /** Our answer comes to nothing: its keys are not durable. */
  void disagree(Agreement keys) {
    if (agreement != null && agreement.offerId().equals(keys.offerId())) {
      dropAgreement();
    }
  }

  /** An offer of the next epoch was accepted: it takes the place of any other. */
  void accepted(Offer offer, long logOffset) {
    waiting = new WaitingOffer(new Holding.Waiting(offer, logOffset, null, 0));
    if (agreement != null && !agreement.offerId().equals(waiting.id())) {
      dropAgreement();
    }
    keepWaiting();
  }

  /** Whether nothing is under way. */
  boolean isNothing() {
    return waiting == null && proposal == null && agreement == null;
  }

  /** Whether the accepted offer is ours, and its keys are not here. */
  boolean isOursWithoutKeys() {
    return waiting != null
        && waiting.isOf(own)
        && (proposal == null || !proposal.isOffer(waiting.id()))
        && agreement == null;
  }

  /**
   * An answer was accepted.
   *
   * @param resumption the current epoch's; null if we have none
   * @return whether it is one to the offer that waits
   */
  boolean accepted(Answer answer, @Nullable Secret resumption) {
    WaitingOffer offer = waiting;
    if (offer == null || Verification.answer(offer.offer(), answer) != null) {
      return false;
    }
    offer.answered(answer);
    if (agreement != null && !agreement.answer().equals(answer)) {
      dropAgreement();
    }
    OfferKeys keys = proposal == null || !proposal.isOffer(offer.id()) ? null : proposal.keys();
    boolean derivable = offer.offer().kind() != Kind.BUMP || resumption != null;
    if (agreement == null && keys != null && derivable) {
      EpochKeys derived = Handshake.complete(offer.offer(), keys, answer, resumption);
      agreement = new Agreement(offer.offer(), offer.id(), answer, derived, false);
      keep(
          vault.answered(
              new Holding.Answered(
                  offer.offer(), answer, SecretCopies.of(derived), offer.offeredAt(), 0, null)));
      eraseProposal();
    }
    keepWaiting();
    return true;
  }

  private void eraseProposal() {
    if (proposal != null) {
      proposal.erase();
    }
  }

  /** An approval was accepted; whether it is a right one for the offer that waits. */
  boolean accepted(Approval approval, Policy governing) {
    if (waiting == null || Verification.approval(waiting.offer(), governing, approval) != null) {
      return false;
    }
    waiting.approved(approval.approver());
    keepWaiting();
    return true;
  }

  /** A message of the channel was accepted. */
  void messageAccepted() {
    if (waiting != null) {
      waiting.accepted();
    }
  }

  /** The log has come to that offset. */
  void elapse(long logOffset) {
    if (waiting != null) {
      waiting.elapse(logOffset);
    }
  }

  /** What waited too long comes to nothing. */
  void expire(Policy current) {
    WaitingOffer offer = waiting;
    if (offer == null || !offer.isExpired(current)) {
      return;
    }
    if (agreement != null && agreement.offerId().equals(offer.id())) {
      dropAgreement();
    }
    Proposal ours = proposal;
    if (ours != null && ours.isOffer(offer.id())) {
      if (ours.mayBeRepeated()) {
        ours.repeat();
        keep(vault.dropped(channel, Part.OFFERED));
      } else {
        fail(Refusal.OFFER_EXPIRED);
      }
    }
  }

  /** The processor refused an offer or an answer, or an offer was replaced. */
  void refused(Event.Refused refused) {
    boolean ofWaiting = waiting != null && waiting.id().equals(refused.offerId());
    boolean superseded = refused.code() == Refusal.OFFER_SUPERSEDED;
    if (proposal != null && proposal.isOffer(refused.offerId()) && (superseded || !ofWaiting)) {
      fail(refused.code());
    }
    Agreement agreed = agreement;
    if (agreed != null
        && agreed.offerId().equals(refused.offerId())
        && (superseded || agreed.ours())) {
      if (!superseded) {
        unanswered = agreed.offerId();
      }
      dropAgreement();
    }
  }

  /** Our transition comes to nothing, and whoever asked for it is told. */
  void fail(Refusal code) {
    Proposal failed = proposal;
    if (failed != null) {
      fail(new ChannelFailure.Refused(channel, code));
      ears.refused(failed, code);
    }
  }

  /** Our transition comes to nothing for another reason. */
  void fail(ChannelFailure cause) {
    Proposal failed = proposal;
    if (failed != null) {
      proposal = null;
      if (failed.offer() != null) {
        keep(vault.dropped(channel, Part.OFFERED));
      }
      failed.erase();
      failed.result().tryEmitError(cause);
    }
  }

  /** Why the offer that waits must not be used though it is activated; null if it may. */
  @Nullable String objection(Event.Activated activated, Policy governing) {
    WaitingOffer offer = waiting;
    Agreement agreed = agreement;
    if (offer == null || agreed == null || !agreed.offerId().equals(activated.offerId())) {
      return "this end has no keys of it";
    }
    if (!agreed.answer().equals(offer.answer())) {
      return "its answer was not accepted";
    }
    if (!offer.isApproved(governing)) {
      return "it has not the approvals that the policy asks for";
    }
    return agreed.keys().admitted().equals(activated.admitted())
        ? null
        : "the processor admits by other keys than ours";
  }

  /** The offer that waits has begun: what was agreed on goes to its epoch, and all else is gone. */
  @Nullable Agreement begun() {
    Agreement agreed = agreement;
    agreement = null;
    waiting = null;
    return agreed;
  }

  /** Takes our transition, if that offer is of it: its epoch has begun. */
  @Nullable Proposal takeProposal(Bytes offerId) {
    Proposal taken = proposal;
    if (taken == null || !taken.isOffer(offerId)) {
      return null;
    }
    proposal = null;
    taken.erase();
    return taken;
  }

  private void dropAgreement() {
    if (agreement != null) {
      agreement.erase();
      agreement = null;
      keep(vault.dropped(channel, Part.ANSWERED));
    }
  }

  private void keepWaiting() {
    if (waiting != null) {
      keep(vault.waiting(waiting.kept()));
    }
  }

  private void keep(Mono<Void> kept) {
    kept.subscribe(nothing -> {}, ears::vaultFailed);
  }

  /** This end lets go of the channel: the vault keeps what it has. */
  void erase(ChannelFailure cause) {
    if (proposal != null) {
      proposal.erase();
      proposal.result().tryEmitError(cause);
      proposal = null;
    }
    if (agreement != null) {
      agreement.erase();
      agreement = null;
    }
    waiting = null;
  }

  ChannelHealth.@Nullable Pending health() {
    WaitingOffer offer = waiting;
    if (offer != null) {
      return new ChannelHealth.Pending(
          offer.offer().kind(), offer.offer().epoch(), offer.isOf(own), offer.answer() != null);
    }
    Proposal ours = proposal;
    return ours == null ? null : new ChannelHealth.Pending(ours.kind(), ours.epoch(), true, false);
  }

  @Override
  public String toString() {
    return "PendingTransition[" + channel + "]";
  }
}
