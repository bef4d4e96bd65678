package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Verification;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * How the epochs of a channel follow each other, at one of its ends: reads the transitions in the
 * order of the log, answers the partner's, offers what is asked for or what heals the channel, and
 * changes over. One step at a time: nothing is offered or answered while envelopes of the epoch are
 * on their way.
 */
final class EpochLine {
  /** Between attempts to write what the log or the vault did not take. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /**
   * How long nothing is sealed for the sake of an offer: it can be answered until some hundred
   * messages were accepted after it, which two busy peers send before the other has read it. A
   * partner that is there has answered by then, and one that is not must not hold up what is sent.
   */
  private static final Duration QUIET = Duration.ofSeconds(1);

  /**
   * Epochs whose keys are held because messages of them are not acknowledged: further transitions
   * wait, so that an app that is away costs the vault no more than so many drawers.
   */
  private static final int MOST_HELD = 8;

  private final Connection connection;
  private final Vault vault;
  private final TransitionWriter writer;
  private final PolicyFloor floor;
  private final Direction own;
  private final Outbound outbound;
  private final Reception reception;
  private final EpochEars ears;
  private final PendingTransition pending;
  private final Healing healing;

  /** When this looks again by itself. */
  private final Alarm alarm;

  private volatile Offer current;
  private volatile long activatedAt;
  private @Nullable Secret resumption;

  /** Whether all that stood in the log when this end came back was read. */
  private boolean caughtUp;

  /** Something is being offered or answered. */
  private boolean stepping;

  /** Id of the offer whose answer of ours stands in the log, and need not be written again. */
  private @Nullable Bytes written;

  /** Nothing is sealed until then, by the clock: so that the offer does not expire. */
  private long quietUntil;

  private boolean over;

  EpochLine(
      Connection connection,
      Peer peer,
      Standing standing,
      Outbound outbound,
      Reception reception,
      EpochEars ears) {
    this.connection = connection;
    this.vault = peer.vault();
    this.writer = new TransitionWriter(connection, vault, peer.signingKey());
    this.alarm = new Alarm(connection.workers(), this::poke);
    this.floor = peer.floor();
    this.own = standing.own();
    this.outbound = outbound;
    this.reception = reception;
    this.ears = ears;
    this.current = standing.current();
    this.activatedAt = standing.activatedAt();
    this.quietUntil = now();
    this.resumption = standing.resumption();
    this.caughtUp = !standing.resumed();
    this.pending = new PendingTransition(current.channel(), own, vault, ears);
    this.healing = new Healing(connection, standing.cause(), ears);
    pending.restore(standing);
    if (pending.agreement() != null || pending.proposal() != null) {
      // Their epoch may have begun already, and leave no overlap for what is sealed here.
      outbound.hold();
    }
  }

  private ChannelId channel() {
    return current.channel();
  }

  /** The offer that opened the current epoch. */
  Offer current() {
    return current;
  }

  long activatedAt() {
    return activatedAt;
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
        pending.objection(proposal.kind(), proposal.reason(), proposal.epoch(), current);
    if (objection != null) {
      return objection;
    }
    if (over || pending.proposal() != null) {
      return Refusal.TRANSITION_PENDING;
    }
    if (proposal.kind() == Kind.BUMP && resumption == null) {
      // It would mix in what we do not have.
      return Refusal.REKEY_REQUIRED;
    }
    pending.propose(proposal);
    act();
    return null;
  }

  /** All that stood in the log when this end came back was read. */
  synchronized void caughtUp() {
    caughtUp = true;
    act();
  }

  /** The channel's log has come to that offset. */
  synchronized void elapse(long logOffset) {
    pending.elapse(logOffset);
    reception.elapse(logOffset);
  }

  synchronized void messageAccepted() {
    pending.messageAccepted();
    if (pending.waiting() != null) {
      act();
    }
  }

  /** An envelope of that epoch is not authentic. */
  synchronized void notAuthentic(int epoch) {
    if (epoch == current.epoch()) {
      healing.suspect();
      act();
    }
  }

  /** An offer was accepted; false if it is not what it should be. */
  synchronized boolean take(Offer offer, long logOffset) {
    if (offer.epoch() <= current.epoch()) {
      // Read again after a restart.
      return true;
    }
    if (offer.epoch() != current.epoch() + 1
        || !offer.initiator().equals(current.initiator())
        || !offer.responder().equals(current.responder())
        || Verification.offer(offer) != null) {
      return false;
    }
    pending.accepted(offer, logOffset);
    beQuiet();
    act();
    return true;
  }

  /** An answer was accepted; false if it is not one to the offer that waits. */
  synchronized boolean take(Answer answer) {
    return pending.accepted(answer, resumption);
  }

  /** An approval was accepted; false if it is not one of the offer that waits. */
  synchronized boolean take(Approval approval) {
    return pending.accepted(approval, current.policy());
  }

  /** The processor told something; false if it does not fit what this end has read. */
  synchronized boolean take(Event event) {
    switch (event) {
      case Event.Activated activated -> {
        return activated(activated);
      }
      case Event.Refused refused -> {
        pending.refused(refused);
        if (pending.isNothing()) {
          quietUntil = now();
        }
        act();
      }
      case Event.ReestablishRequired required when required.direction() == own -> told(required);
      case Event.ReestablishRequired _ -> {}
    }
    return true;
  }

  private void told(Event.ReestablishRequired required) {
    if (required.advisory()) {
      advised(required.logOffset());
    } else if (required.epoch() == current.epoch()) {
      outbound.mute();
      healing.want(Cause.DIVERGED);
      act();
    }
  }

  /**
   * An envelope of our direction at that offset was too late. Anybody may have written an old one
   * again, which must not cost an epoch: the record itself tells.
   */
  private void advised(long logOffset) {
    if (outbound.unaccepted().isEmpty()) {
      return;
    }
    int epoch = current.epoch();
    connection
        .search()
        .scan(
            channel(),
            connection.partition(channel()),
            logOffset,
            logOffset + 1,
            record -> refusedLate(record, epoch))
        .subscribe(
            nothing -> {},
            error -> {
              // It cannot be looked at. Should our slot be over, there will be another advisory.
            });
  }

  /**
   * That record was too late.
   *
   * @param epoch that was the current one when that was told: a later one is the cure already
   */
  private synchronized void refusedLate(LogRecord record, int epoch) {
    if (!over
        && current.epoch() == epoch
        && record instanceof Envelope envelope
        && envelope.direction() == own
        && outbound.unaccepted().refused(envelope)) {
      healing.want(Cause.ENVELOPE_LATE);
      act();
    }
  }

  private boolean activated(Event.Activated event) {
    if (event.epoch() <= current.epoch()) {
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
    int ended = current.epoch();
    // Claims to the old epoch that come after this are refused, and their failure is no longer one.
    outbound.hold();
    boolean keepsBefore = reception.keeps(offer.reason() == Reason.ROUTINE);
    current = offer;
    activatedAt = begun.kept().activatedAt();
    if (resumption != null) {
      resumption.erase();
    }
    resumption = begun.resumption();
    vault
        .begun(begun.kept(), keepsBefore)
        .subscribe(nothing -> {}, ears::vaultFailed, () -> began(ours, objection));
    // Whatever the vault is asked for the new epoch comes after that.
    reception.begin(begun.receiving());
    outbound.begin(offer.policy(), begun.sending());
    quietUntil = now();
    if (!stepping) {
      outbound.goOn();
    }
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
    act();
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

  private synchronized void poke() {
    act();
  }

  /** Does what is due. */
  private void act() {
    if (over) {
      return;
    }
    pending.expire(current.policy());
    if (caughtUp && !stepping && reception.epochsHeld() <= MOST_HELD) {
      start();
    }
    if (!stepping) {
      wait(mustWait());
    }
    outbound.silence(
        healing.isGivenUp(now()) && healing.cause() != null
            ? new ChannelFailure.Diverged(channel(), healing.cause())
            : null);
  }

  private void start() {
    Proposal proposal = pending.proposal();
    Agreement agreed = pending.agreement();
    WaitingOffer theirs = pending.unansweredOffer(current.policy());
    if (theirs != null && isAnswerable(theirs)) {
      step(() -> answer(theirs));
    } else if (proposal != null) {
      if (!proposal.isWritten() && !isAccepted(proposal)) {
        step(() -> offer(proposal));
      }
    } else if (agreed != null && isToWrite(agreed)) {
      step(() -> write(agreed));
    } else {
      heal();
    }
  }

  private boolean isToWrite(Agreement agreed) {
    WaitingOffer waiting = pending.waiting();
    return agreed.ours()
        && !Objects.equals(agreed.offerId(), written)
        && waiting != null
        && waiting.answer() == null;
  }

  private boolean isAccepted(Proposal proposal) {
    WaitingOffer waiting = pending.waiting();
    return waiting != null && proposal.isOffer(waiting.id());
  }

  private boolean isAnswerable(WaitingOffer theirs) {
    Offer offer = theirs.offer();
    String why = floor.objection(offer.policy());
    if (why == null && offer.kind() == Kind.BUMP && resumption == null) {
      why = "this end has no keys to mix in";
    }
    if (why == null && offer.kind() == Kind.BUMP && !offer.policy().equals(current.policy())) {
      why = "a BUMP changes no policy";
    }
    if (why != null) {
      pending.leaveUnanswered(theirs);
      ears.tell(new ChannelEvent.LeftUnanswered(offer.epoch(), offer.kind(), why));
    }
    return why == null;
  }

  private void heal() {
    if (pending.isOursWithoutKeys()) {
      healing.want(Cause.OFFER_WITHOUT_KEYS);
    }
    if (healing.cause() == null || isCureUnderWay()) {
      return;
    }
    Proposal due = healing.due(current.epoch() + 1, now());
    if (due == null) {
      alarm.in(Duration.ofNanos(healing.pause(now())));
      return;
    }
    // Nobody waits for it: what became of it is told by events.
    due.result().asMono().subscribe(epoch -> {}, error -> {});
    pending.propose(due);
    step(() -> offer(due));
  }

  /** Whether the transition that waits will give what one of ours would. */
  private boolean isCureUnderWay() {
    WaitingOffer waiting = pending.waiting();
    return waiting != null
        && pending.agreement() != null
        && waiting.offer().kind() == Kind.REKEY
        && !waiting.isExpired(current.policy());
  }

  /** What is sealed while such a transition waits would be lost: it leaves no overlap. */
  private boolean isUrgent() {
    Proposal proposal = pending.proposal();
    Agreement agreed = pending.agreement();
    if (!caughtUp) {
      // Theirs may have begun already. One that was asked for since has not been offered yet.
      return (proposal != null && proposal.offer() != null) || agreed != null;
    }
    boolean offered =
        proposal != null && proposal.offer() != null && proposal.reason() != Reason.ROUTINE;
    return offered || (agreed != null && agreed.offer().reason() != Reason.ROUTINE);
  }

  private void beQuiet() {
    quietUntil = now() + QUIET.toNanos();
  }

  private boolean mustWait() {
    long quiet = quietUntil - now();
    if (quiet > 0) {
      alarm.in(Duration.ofNanos(quiet));
    }
    return quiet > 0 || isUrgent();
  }

  private void wait(boolean quiet) {
    if (quiet) {
      outbound.hold();
    } else {
      outbound.goOn();
    }
  }

  /** One thing to offer or to answer. */
  private interface Step {
    Mono<Void> take();
  }

  private void step(Step step) {
    stepping = true;
    outbound.hold();
    outbound
        .drained()
        .publishOn(connection.workers())
        .then(Mono.defer(() -> take(step)))
        .subscribe(nothing -> {}, this::stepFailed, this::stepDone);
  }

  private synchronized Mono<Void> take(Step step) {
    return over ? Mono.empty() : step.take();
  }

  private synchronized void stepDone() {
    stepping = false;
    act();
  }

  private synchronized void stepFailed(Throwable error) {
    stepping = false;
    Proposal proposal = pending.proposal();
    if (proposal != null && proposal.offer() == null && error instanceof ChannelFailure failure) {
      // Nothing was written, and whoever asked may ask again.
      pending.fail(failure);
    }
    wait(mustWait());
    alarm.in(AGAIN);
  }

  private Mono<Void> offer(Proposal proposal) {
    if (pending.proposal() != proposal) {
      return Mono.empty();
    }
    Offer made = proposal.offer();
    if (made != null) {
      return writer.write(made, () -> written(proposal));
    }
    Refusal objection =
        pending.objection(proposal.kind(), proposal.reason(), proposal.epoch(), current);
    if (objection != null) {
      pending.fail(objection);
      return Mono.empty();
    }
    Handshake.Offered offered = writer.offer(proposal, current);
    Offer offer = offered.offer();
    proposal.offered(offer, Handshake.offerId(offer), offered.keys());
    beQuiet();
    return writer
        .keep(offered)
        .doOnError(ChannelFailure.class, cause -> unkept(proposal, cause))
        .then(writer.write(offer, () -> written(proposal)));
  }

  private synchronized void written(Proposal proposal) {
    proposal.written();
  }

  /** An offer whose keys are not durable is not written. */
  private synchronized void unkept(Proposal proposal, ChannelFailure cause) {
    if (pending.proposal() == proposal) {
      pending.fail(cause);
    }
  }

  private Mono<Void> answer(WaitingOffer theirs) {
    if (pending.unansweredOffer(current.policy()) != theirs) {
      return Mono.empty();
    }
    Agreement agreed = writer.answer(theirs, resumption);
    pending.agree(agreed);
    return writer
        .keep(agreed, theirs.offeredAt())
        .doOnError(cause -> unkept(agreed))
        .then(write(agreed));
  }

  private Mono<Void> write(Agreement agreed) {
    return writer.write(agreed.answer(), () -> written(agreed));
  }

  private synchronized void written(Agreement agreed) {
    written = agreed.offerId();
  }

  /** An answer whose keys are not durable is not written; another will be. */
  private synchronized void unkept(Agreement agreed) {
    pending.disagree(agreed);
  }

  private static long now() {
    return System.nanoTime();
  }

  /** How healing stands; null if nothing has to be healed before something can be sealed. */
  synchronized @Nullable ChannelState ailment() {
    Cause cause = healing.cause();
    if (cause == null || !cause.silences()) {
      return null;
    }
    return healing.isGivenUp(now()) ? ChannelState.DIVERGED : ChannelState.HEALING;
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
    return healing.throttle(now());
  }

  /** Ends it, and erases the keys of what waits. */
  synchronized void end(ChannelFailure cause) {
    over = true;
    pending.erase(cause);
    if (resumption != null) {
      resumption.erase();
      resumption = null;
    }
  }

  /** The identity of one of the two peers. */
  Bytes identityOf(Direction side) {
    return side == Direction.INITIATOR ? current.initiator() : current.responder();
  }

  /** The current epoch's policy. */
  Policy policy() {
    return current.policy();
  }
}
