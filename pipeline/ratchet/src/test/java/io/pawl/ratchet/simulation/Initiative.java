package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a peer does in a channel when it is its turn: retries, answers, and the offers it makes. */
final class Initiative {
  private static final long THROTTLE_SPAN = 1_000_000;
  private static final long NEVER = -1;

  private final Peer peer;
  private final Scene scene;
  private final End end;

  /** Set after a start, until it was seen whether the sender may go on. */
  private boolean unsettled;

  /** Messages accepted, and the offset, when our last offer was throttled. */
  private long throttledAccepted = NEVER;

  private long throttledAt;

  Initiative(Peer peer, End end) {
    this.peer = peer;
    this.scene = peer.scene();
    this.end = end;
  }

  /** The process has started again. */
  void unsettle() {
    unsettled = true;
  }

  boolean isSettled() {
    return !unsettled;
  }

  void throttled(long accepted, long offset) {
    throttledAccepted = accepted;
    throttledAt = offset;
  }

  /** Does what is due. */
  void act() {
    end.outbox().retry();
    if (end.isOver() || !peer.isCaughtUp()) {
      return;
    }
    settle();
    judgeOwnRecords();
    Offer pending = end.reduction().pending();
    if (pending != null && pending.offerer() != end.direction()) {
      answerOnce(pending);
    }
    if (end.rekeyDue() != null && mayOffer() && !canWait(pending)) {
      rekey(Reason.ROUTINE, end.policy());
    }
  }

  /** After a start: writes again what may have been lost, and sees where the sender stands. */
  private void settle() {
    if (!unsettled) {
      return;
    }
    unsettled = false;
    Agreed.Offered offered = end.proposals().offered();
    if (offered != null && !end.reduction().awaits(offered.offerId())) {
      write(offered.offer());
    }
    Agreed.Candidate candidate = end.proposals().candidate();
    if (candidate != null && candidate.ours() && end.reduction().answer() == null) {
      write(candidate.answer());
    }
    Sender sender = end.keyed() == null ? null : end.keyed().sender();
    if (sender != null
        && Sender.mustRekey(end.policy(), sender.next().slot(), end.highestLogged())) {
      scene.tally().count(Fault.SENDER_TOO_FAR_AHEAD);
      end.mute();
    }
  }

  /** What is in the log, and past which we have read without effect, was refused. */
  private void judgeOwnRecords() {
    Reduction reduction = end.reduction();
    Agreed.Offered offered = end.proposals().offered();
    boolean pending = offered != null && reduction.awaits(offered.offerId());
    if (offered != null && end.proposals().isOfferBehind(peer.now()) && !pending) {
      end.proposals().dropOffered();
      if (offered.offer().kind() == Kind.OPEN) {
        end.forget();
        return;
      }
    }
    if (end.proposals().isAnswerBehind(peer.now()) && reduction.answer() == null) {
      end.proposals().dropCandidate();
    }
    if (reduction.isExpired(peer.now())) {
      end.proposals().drop(Objects.requireNonNull(reduction.pendingId()));
    }
  }

  private void answerOnce(Offer pending) {
    if (end.proposals().candidate() != null
        || end.reduction().answer() != null
        || end.reduction().isExpired(peer.now())
        || end.outbox().hasEnvelopes()) {
      return;
    }
    Secret resumption = end.keyed() == null ? null : end.keyed().resumption();
    if (pending.kind() == Kind.BUMP && resumption == null) {
      end.want(Cause.NO_KEYS);
      return;
    }
    Bytes offerId = Objects.requireNonNull(end.reduction().pendingId());
    Handshake.Answered answered =
        Handshake.answer(
            pending, peer.identity(), Cast.PROCESSORS_KEY, scene.entropy(), resumption);
    end.agree(pending, offerId, answered.answer(), answered.keys(), true, true);
    peer.save();
    scene.tell(() ->
        "    %s answers the %s of epoch %d"
            .formatted(peer.name(), pending.kind(), pending.epoch()));
    write(answered.answer());
  }

  /** Whether what is pending may still give what a REKEY of ours would, or keeps it out. */
  private boolean canWait(@Nullable Offer pending) {
    if (pending == null || pending.kind() != Kind.REKEY || end.reduction().isExpired(peer.now())) {
      return false;
    }
    Agreed.Candidate candidate = end.proposals().candidate();
    return pending.offerer() != end.direction() || (candidate != null && candidate.fresh());
  }

  /** A peer offers only while nothing it sealed is under way. */
  boolean mayOffer() {
    return end.reduction().current() != null
        && !end.isOver()
        && peer.isCaughtUp()
        && !end.outbox().hasEnvelopes()
        && end.proposals().offered() == null
        && !isThrottled();
  }

  private boolean isThrottled() {
    return throttledAccepted != NEVER
        && end.reduction().accepted() - throttledAccepted < end.policy().slotMessages()
        && peer.now() - throttledAt < THROTTLE_SPAN;
  }

  /** Whether it can offer a BUMP, too. */
  boolean mayBump() {
    return mayOffer() && end.keyed() != null;
  }

  void rekey(Reason reason, Policy policy) {
    Offer current = Objects.requireNonNull(end.reduction().current());
    offer(Handshake.rekey(current, reason, policy, peer.identity(), scene.entropy()));
  }

  void bump() {
    Offer current = Objects.requireNonNull(end.reduction().current());
    offer(Handshake.bump(current, peer.identity(), scene.entropy()));
  }

  /** Keeps the keys, then writes the offer. */
  void offer(Handshake.Offered made) {
    Bytes offerId = Handshake.offerId(made.offer());
    scene.names().add(made.offer(), offerId, made.keys());
    end.proposals().offer(new Agreed.Offered(made.offer(), offerId, made.keys(), true));
    throttledAccepted = NEVER;
    peer.save();
    scene.tell(() -> "    %s offers %s".formatted(peer.name(), Oracle.describe(made.offer())));
    write(made.offer());
  }

  void close() {
    if (end.reduction().epoch() > 0 && !end.isOver()) {
      write(Handshake.close(end.channel(), end.direction(), peer.identity()));
    }
  }

  /** Withdraws an OPEN whose keys are gone. */
  void withdraw() {
    write(Handshake.close(end.channel(), end.direction(), peer.identity()));
  }

  private void write(LogRecord record) {
    scene.oracle().authored(record);
    end.outbox().write(record);
  }
}
