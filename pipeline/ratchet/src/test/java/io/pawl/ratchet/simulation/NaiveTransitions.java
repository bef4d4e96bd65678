package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Forge;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import java.util.ArrayList;
import java.util.List;

/**
 * Which transition records of a channel count, straight from the protocol's words, given that they
 * are signed by whom they name.
 */
final class NaiveTransitions {
  private static final int REMEMBERED = 32;
  private static final long OPEN_TTL = 10_000_000;

  private final NaiveChannel channel;

  /** X25519 keys of this channel that were used up, oldest first. */
  private final List<Bytes> usedUp = new ArrayList<>();

  NaiveTransitions(NaiveChannel channel) {
    this.channel = channel;
  }

  /**
   * Whether a record counts; remembers its key if that is used up by it.
   *
   * @param sound whether the grant of an answer opens
   */
  boolean counts(LogRecord record, boolean sound, long offset) {
    Reduction reduction = channel.reduction();
    if (reduction.closed()) {
      return false;
    }
    if (record instanceof Offer offer && offer.kind() == Kind.OPEN) {
      return opens(offer, offset);
    }
    if (isForgotten(offset)) {
      return false;
    }
    return switch (record) {
      case Offer offer -> reduction.epoch() > 0 && counts(offer, offset);
      case Answer answer -> isAwaited(answer.offerId(), offset) && counts(answer, sound);
      case Approval approval ->
          isAwaited(approval.offerId(), offset) && isAwaited(approval, reduction);
      default -> reduction.epoch() > 0 || reduction.pending() != null;
    };
  }

  /** Whether only an OPEN was pending, and for too long. */
  private boolean isForgotten(long offset) {
    Offer pending = channel.reduction().pending();
    return channel.reduction().epoch() == 0
        && pending != null
        && offset - pending.anchor() > OPEN_TTL;
  }

  private boolean opens(Offer offer, long offset) {
    boolean exists = channel.reduction().epoch() > 0 || channel.reduction().pending() != null;
    boolean counts =
        (!exists || isForgotten(offset))
            && offer.anchor() <= offset
            && offset - offer.anchor() <= OPEN_TTL;
    if (counts) {
      useUp(offer.x25519());
    }
    return counts;
  }

  private boolean counts(Offer offer, long offset) {
    Reduction reduction = channel.reduction();
    if (offer.epoch() != reduction.epoch() + 1 || reduction.awaits(Handshake.offerId(offer))) {
      return false;
    }
    boolean fresh = !isUsedUp(offer.x25519()) && !offer.x25519().equals(Forge.LOW_ORDER_POINT);
    useUp(offer.x25519());
    Policy current = channel.policy();
    boolean allowed =
        offer.policy().overlap() > 0
            && (offer.kind() == Kind.REKEY || offer.policy().equals(current));
    return fresh && allowed && outranksPending(offer, offset) && channel.allows(offer, offset);
  }

  private boolean outranksPending(Offer offer, long offset) {
    Offer pending = channel.reduction().pending();
    if (pending == null
        || channel.reduction().isExpired(offset)
        || pending.offerer() == offer.offerer()) {
      return true;
    }
    return offer.kind() == Kind.REKEY
        && (pending.kind() == Kind.BUMP || offer.reason().compareTo(pending.reason()) > 0);
  }

  private boolean isAwaited(Bytes offerId, long offset) {
    return channel.reduction().awaits(offerId) && !channel.reduction().isExpired(offset);
  }

  private boolean counts(Answer answer, boolean sound) {
    Offer pending = channel.reduction().pending();
    if (pending == null
        || channel.reduction().answer() != null
        || (pending.kind() == Kind.BUMP) != (answer.mlkem().length() == 0)) {
      return false;
    }
    boolean fresh = !isUsedUp(answer.x25519()) && !answer.x25519().equals(Forge.LOW_ORDER_POINT);
    useUp(answer.x25519());
    return fresh && sound;
  }

  private static boolean isAwaited(Approval approval, Reduction reduction) {
    Offer pending = reduction.pending();
    return pending != null
        && reduction.approvalsNeeded() > 0
        && approval.approver() < reduction.governing(pending).approvers().size()
        && (reduction.approvals() & (1 << approval.approver())) == 0;
  }

  private boolean isUsedUp(Bytes key) {
    return usedUp.subList(Math.max(0, usedUp.size() - REMEMBERED), usedUp.size()).contains(key);
  }

  private void useUp(Bytes key) {
    if (!isUsedUp(key)) {
      usedUp.add(key);
    }
  }
}
