package io.pawl.channel;

import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Does what is due for a channel's next epoch, at one of its ends: answers the partner's offer,
 * offers what is asked for or what heals the channel. One step at a time, and nothing is sealed
 * meanwhile: each begins when all that was sealed is in the log.
 *
 * <p>Guarded by the monitor of the {@link EpochLine} that has it: it is called by who holds that,
 * and enters it when a step ends or time has passed.
 */
final class TransitionSteps {
  /** Between attempts to write what the log or the vault did not take. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Object monitor;
  private final Scheduler workers;
  private final CurrentEpoch current;
  private final PendingTransition pending;
  private final Healing healing;
  private final Outbound outbound;
  private final PolicyFloor floor;
  private final Quiet quiet;
  private final TransitionWriter writer;

  /** When this looks again by itself. */
  private final Alarm alarm;

  /** Whether all that stood in the log when this end came back was read. */
  private boolean caughtUp = true;

  /** Something is being offered or answered. */
  private boolean stepping;

  private boolean over;

  TransitionSteps(
      Object monitor,
      Connection connection,
      Peer peer,
      CurrentEpoch current,
      PendingTransition pending,
      Healing healing,
      Outbound outbound) {
    this.monitor = monitor;
    this.workers = connection.workers();
    this.current = current;
    this.pending = pending;
    this.healing = healing;
    this.outbound = outbound;
    this.floor = peer.floor();
    this.quiet = new Quiet(now());
    this.writer = new TransitionWriter(monitor, connection, peer, current, pending, quiet);
    this.alarm = new Alarm(workers, this::poke);
  }

  private static long now() {
    return System.nanoTime();
  }

  /** An earlier process had this end: nothing is done before what stands in the log was read. */
  void comeBack() {
    caughtUp = false;
    if (pending.agreement() != null || pending.proposal() != null) {
      // Their epoch may have begun already, and leave no overlap for what is sealed here.
      outbound.hold();
    }
  }

  /** All that stood in the log when this end came back was read. */
  void caughtUp() {
    caughtUp = true;
    act();
  }

  /** An offer was accepted. */
  void offered() {
    quiet.begin(now());
    act();
  }

  /** What was offered came to nothing. */
  void decided() {
    quiet.end(now());
  }

  /** The next epoch has begun: it is sealed in, unless a step is being taken. */
  void begun() {
    quiet.end(now());
    if (!stepping) {
      outbound.goOn();
    }
  }

  private void poke() {
    synchronized (monitor) {
      act();
    }
  }

  /** Does what is due. */
  void act() {
    if (over) {
      return;
    }
    pending.expire(current.policy());
    if (caughtUp && !stepping && !current.mustStay()) {
      start();
    }
    if (!stepping) {
      sealOrWait();
    }
    outbound.silence(
        healing.isGivenUp(now()) && healing.cause() != null
            ? new ChannelFailure.Diverged(current.offer().channel(), healing.cause())
            : null);
  }

  private void start() {
    Proposal proposal = pending.proposal();
    Agreement agreed = pending.agreement();
    WaitingOffer theirs = pending.unansweredOffer(current.policy());
    if (theirs != null && isAnswerable(theirs)) {
      step(() -> writer.answer(theirs));
    } else if (proposal != null) {
      if (!proposal.isWritten() && !isAccepted(proposal)) {
        step(() -> writer.offer(proposal));
      }
    } else if (agreed != null && isToWrite(agreed)) {
      step(() -> writer.write(agreed));
    } else {
      heal();
    }
  }

  private boolean isAnswerable(WaitingOffer theirs) {
    Offer offer = theirs.offer();
    String why = floor.objection(offer.policy());
    if (why == null) {
      why = current.objection(offer);
    }
    if (why != null) {
      pending.leaveUnanswered(theirs, why);
    }
    return why == null;
  }

  private boolean isAccepted(Proposal proposal) {
    WaitingOffer waiting = pending.waiting();
    return waiting != null && proposal.isOffer(waiting.id());
  }

  private boolean isToWrite(Agreement agreed) {
    WaitingOffer waiting = pending.waiting();
    return agreed.ours()
        && !writer.isWritten(agreed)
        && waiting != null
        && waiting.answer() == null;
  }

  private void heal() {
    if (pending.isOursWithoutKeys()) {
      healing.want(Cause.OFFER_WITHOUT_KEYS);
    }
    if (healing.cause() == null || isCureUnderWay()) {
      return;
    }
    Proposal due = healing.due(current.number() + 1, now());
    if (due == null) {
      alarm.in(Duration.ofNanos(healing.pause(now())));
      return;
    }
    // Nobody waits for it: what became of it is told by events.
    due.result().asMono().subscribe(epoch -> {}, error -> {});
    pending.propose(due);
    step(() -> writer.offer(due));
  }

  /** Whether the transition that waits will give what one of ours would. */
  private boolean isCureUnderWay() {
    WaitingOffer waiting = pending.waiting();
    return waiting != null
        && pending.agreement() != null
        && waiting.offer().kind() == Kind.REKEY
        && !waiting.isExpired(current.policy());
  }

  private void step(Supplier<Mono<Void>> step) {
    stepping = true;
    outbound.hold();
    outbound
        .drained()
        .publishOn(workers)
        .then(Mono.defer(() -> take(step)))
        .subscribe(nothing -> {}, this::failed, this::done);
  }

  private Mono<Void> take(Supplier<Mono<Void>> step) {
    synchronized (monitor) {
      return over ? Mono.empty() : step.get();
    }
  }

  private void done() {
    synchronized (monitor) {
      stepping = false;
      act();
    }
  }

  private void failed(Throwable error) {
    synchronized (monitor) {
      stepping = false;
      Proposal proposal = pending.proposal();
      if (proposal != null && proposal.offer() == null && error instanceof ChannelFailure failure) {
        // Nothing was written, and whoever asked may ask again.
        pending.fail(failure);
      }
      sealOrWait();
      alarm.in(AGAIN);
    }
  }

  private void sealOrWait() {
    long now = now();
    if (quiet.left(now) > 0) {
      alarm.in(Duration.ofNanos(quiet.left(now)));
    }
    if (quiet.isDue(pending, caughtUp, now)) {
      outbound.hold();
    } else {
      outbound.goOn();
    }
  }

  /** Whether all that stood in the log when this end came back was read. */
  boolean hasCaughtUp() {
    return caughtUp;
  }

  boolean isOver() {
    return over;
  }

  /** Takes no further step. */
  void end() {
    over = true;
    alarm.end();
  }
}
