package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How the epochs of a channel follow each other, at one of its ends: reads the transitions in the
 * order of the log, and changes over to the next epoch where the log says so. After each of it,
 * what is due is done ({@link TransitionSteps}).
 *
 * <p>Its monitor guards all that it consists of.
 */
final class EpochLine {
  private final Connection connection;
  private final Direction own;
  private final Outbound outbound;
  private final Reception reception;
  private final EpochEars ears;
  private final CurrentEpoch current;
  private final PendingTransition pending;
  private final Healing healing;
  private final TransitionSteps steps;
  private final LateEnvelopes late;

  EpochLine(
      Connection connection,
      Peer peer,
      Standing standing,
      Outbound outbound,
      Reception reception,
      EpochEars ears) {
    Vault vault = peer.vault();
    this.connection = connection;
    this.own = standing.own();
    this.outbound = outbound;
    this.reception = reception;
    this.ears = ears;
    this.current = new CurrentEpoch(standing, vault, outbound, reception, ears);
    this.pending = new PendingTransition(channel(), own, vault, ears);
    this.healing = new Healing(connection, standing.cause(), ears);
    this.steps = new TransitionSteps(this, connection, peer, current, pending, healing, outbound);
    this.late = new LateEnvelopes(connection, channel(), own, outbound.unaccepted());
    pending.restore(standing);
    if (standing.resumed()) {
      steps.comeBack();
    }
  }

  private ChannelId channel() {
    return current.offer().channel();
  }

  /** The offer that opened the current epoch. */
  Offer current() {
    return current.offer();
  }

  /** Log offset of the record that activated it. */
  long activatedAt() {
    return current.activatedAt();
  }

  /** The identity of one of the two peers. */
  Bytes identityOf(Direction side) {
    return current.identityOf(side);
  }

  /** Asks for the next epoch; see {@link PeerChannel#rekey}. */
  Mono<Integer> propose(Kind kind, int epoch, Reason reason) {
    return Mono.defer(() -> {
      var proposal = new Proposal(kind, reason, epoch);
      Refusal objection = enter(proposal);
      if (objection != null) {
        return Mono.error(new ChannelFailure.Refused(channel(), objection));
      }
      return proposal.result().asMono().publishOn(connection.workers());
    });
  }

  private synchronized @Nullable Refusal enter(Proposal proposal) {
    Refusal objection =
        pending.objection(proposal.kind(), proposal.reason(), proposal.epoch(), current.offer());
    if (objection != null) {
      return objection;
    }
    if (steps.isOver() || pending.proposal() != null) {
      return Refusal.TRANSITION_PENDING;
    }
    if (proposal.kind() == Kind.BUMP && current.resumption() == null) {
      // It would mix in what we do not have.
      return Refusal.REKEY_REQUIRED;
    }
    pending.propose(proposal);
    steps.act();
    return null;
  }

  /** All that stood in the log when this end came back was read. */
  synchronized void caughtUp() {
    steps.caughtUp();
  }

  /** The channel's log has come to that offset. */
  synchronized void elapse(long logOffset) {
    pending.elapse(logOffset);
    reception.elapse(logOffset);
  }

  synchronized void messageAccepted() {
    pending.messageAccepted();
    if (pending.waiting() != null) {
      steps.act();
    }
  }

  /** An envelope of that epoch is not authentic. */
  synchronized void notAuthentic(int epoch) {
    if (epoch == current.number()) {
      healing.suspect();
      steps.act();
    }
  }

  /** An offer was accepted; false if it is not what it should be. */
  synchronized boolean take(Offer offer, long logOffset) {
    if (steps.isOver() || offer.epoch() <= current.number()) {
      // Let go of, and the vault's from here on; or read again after a restart.
      return true;
    }
    if (!current.mayBeFollowedBy(offer)) {
      return false;
    }
    pending.accepted(offer, logOffset);
    steps.offered();
    return true;
  }

  /** An answer was accepted; false if it is not one to the offer that waits. */
  synchronized boolean take(Answer answer) {
    return steps.isOver()
        || pending.accepted(answer, current.resumption())
        || mayBeDecided(answer.offerId());
  }

  /** An approval was accepted; false if it is not one of the offer that waits. */
  synchronized boolean take(Approval approval) {
    return steps.isOver()
        || pending.accepted(approval, current.policy())
        || mayBeDecided(approval.offerId());
  }

  /**
   * Whether what was said of that offer may be read again after a restart: an end that receives
   * nothing begins to read where the epoch before began.
   */
  private boolean mayBeDecided(Bytes offerId) {
    WaitingOffer waiting = pending.waiting();
    return !steps.hasCaughtUp() && (waiting == null || !waiting.id().equals(offerId));
  }

  /** The processor told something; false if it does not fit what this end has read. */
  synchronized boolean take(Event event) {
    if (steps.isOver()) {
      return true;
    }
    switch (event) {
      case Event.Activated activated -> {
        return activated(activated);
      }
      case Event.Refused refused -> {
        pending.refused(refused);
        if (pending.isNothing()) {
          steps.decided();
        }
        steps.act();
      }
      case Event.ReestablishRequired required when required.direction() == own -> told(required);
      case Event.ReestablishRequired _ -> {}
    }
    return true;
  }

  private void told(Event.ReestablishRequired required) {
    int epoch = current.number();
    if (required.advisory()) {
      late.look(required.logOffset(), envelope -> refusedLate(envelope, epoch));
    } else if (required.epoch() == epoch) {
      outbound.mute();
      healing.want(Cause.DIVERGED);
      steps.act();
    }
  }

  /**
   * That envelope of our direction was too late.
   *
   * @param epoch that was the current one when that was told: a later one is the cure already
   */
  private synchronized void refusedLate(Envelope envelope, int epoch) {
    if (!steps.isOver() && current.number() == epoch && outbound.unaccepted().refused(envelope)) {
      healing.want(Cause.ENVELOPE_LATE);
      steps.act();
    }
  }

  private boolean activated(Event.Activated event) {
    if (event.epoch() <= current.number()) {
      reception.reach(event.epoch());
      return true;
    }
    WaitingOffer waiting = pending.waiting();
    if (waiting == null
        || !waiting.id().equals(event.offerId())
        || waiting.offer().epoch() != event.epoch()) {
      return false;
    }
    String objection = pending.objection(event, current.policy());
    Offer offer = waiting.offer();
    // From here on the new epoch is the current one, come what may.
    Proposal ours = pending.takeProposal(waiting.id());
    Agreement agreed = pending.begun();
    BegunEpoch begun;
    if (objection == null && agreed != null) {
      begun = BegunEpoch.of(offer, own, agreed.keys(), event.logOffset(), 0);
    } else {
      if (agreed != null) {
        agreed.erase();
      }
      begun = BegunEpoch.without(offer, event.logOffset(), 0);
    }
    changeOver(offer, begun, ours, objection);
    return true;
  }

  private void changeOver(
      Offer offer, BegunEpoch begun, @Nullable Proposal ours, @Nullable String objection) {
    int ended = current.number();
    current.changeOver(offer, begun, () -> began(ours, objection));
    steps.begun();
    pending.fail(Refusal.STALE_EPOCH);
    healing.begun(objection == null ? null : Cause.NO_KEYS);
    connection.metrics().activated(offer.kind());
    connection
        .metrics()
        .erased(
            offer.kind() == Kind.BUMP ? ChannelMetrics.Erased.BUMP : ChannelMetrics.Erased.REKEY);
    ears.tell(new ChannelEvent.KeysErased(ended));
    ears.tell(
        new ChannelEvent.EpochBegan(
            offer.epoch(), offer.kind(), offer.reason(), objection == null));
    steps.act();
  }

  private void began(@Nullable Proposal ours, @Nullable String objection) {
    if (ours == null) {
      return;
    }
    if (objection == null) {
      ours.result().tryEmitValue(ours.epoch());
    } else {
      ours.result().tryEmitError(new ChannelFailure.NotAsAgreed(channel(), objection));
    }
  }

  /** How healing stands; null if nothing has to be healed before something can be sealed. */
  synchronized @Nullable ChannelState ailment() {
    Cause cause = healing.cause();
    if (cause == null || !cause.silences()) {
      return null;
    }
    return healing.isGivenUp(System.nanoTime()) ? ChannelState.DIVERGED : ChannelState.HEALING;
  }

  /** What of a channel's health the epochs know. */
  synchronized ChannelHealth.@Nullable Pending pendingHealth() {
    return pending.health();
  }

  synchronized boolean isExpired() {
    WaitingOffer waiting = pending.waiting();
    return waiting != null && waiting.isExpired(current.policy());
  }

  synchronized boolean isDiverged() {
    Cause cause = healing.cause();
    return cause != null && cause.silences();
  }

  synchronized ChannelHealth.Throttle throttle() {
    return healing.throttle(System.nanoTime());
  }

  /** Ends it, and erases the keys of what waits. */
  synchronized void end(ChannelFailure cause) {
    steps.end();
    pending.erase(cause);
    current.erase();
  }
}
