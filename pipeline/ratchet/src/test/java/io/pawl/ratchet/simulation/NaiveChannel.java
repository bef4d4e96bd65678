package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel by the protocol's words, with all of its past. */
final class NaiveChannel {
  private static final long EPOCH_OVERLAP = 100_000;
  private static final long THROTTLE_SPAN = 1_000_000;
  private static final int COMPROMISE_BURST = 16;

  /** An epoch that began. */
  private record Epoch(
      Offer offer, long activatedAt, long accepted, List<NaiveDirection> directions) {
    NaiveDirection in(Direction direction) {
      return directions.get(direction.code());
    }
  }

  private final List<Epoch> epochs = new ArrayList<>();
  private final NaiveTransitions transitions = new NaiveTransitions(this);
  private Reduction reduction = Reduction.NONE;

  Reduction reduction() {
    return reduction;
  }

  NaiveTransitions transitions() {
    return transitions;
  }

  /** The current epoch's policy. */
  Policy policy() {
    return epochs.getLast().offer().policy();
  }

  /** Whether anything can still be accepted where an envelope belongs. */
  boolean reaches(Envelope envelope, long offset) {
    return reachable(envelope.epoch(), envelope.direction(), offset) != null;
  }

  /** The direction of an epoch, if anything can still be accepted in it. */
  private @Nullable NaiveDirection reachable(int epoch, Direction direction, long offset) {
    if (reduction.closed() || epoch < 1 || epoch > epochs.size() || epoch < epochs.size() - 1) {
      return null;
    }
    if (epoch == epochs.size() - 1 && !overlaps(direction, offset)) {
      return null;
    }
    return epochs.get(epoch - 1).in(direction);
  }

  private boolean overlaps(Direction direction, long offset) {
    Epoch last = epochs.getLast();
    return last.offer().reason() == Reason.ROUTINE
        && last.in(direction).count() <= last.offer().policy().overlap()
        && offset - last.activatedAt() <= EPOCH_OVERLAP;
  }

  /** Whether the very place was accepted before. */
  boolean accepted(Envelope envelope) {
    return envelope.epoch() >= 1
        && envelope.epoch() <= epochs.size()
        && direction(envelope).accepted(envelope.slot(), envelope.counter());
  }

  NaiveDirection direction(Envelope envelope) {
    return epochs.get(envelope.epoch() - 1).in(envelope.direction());
  }

  /** A record that the processor accepted. */
  void accept(LogRecord record, long offset) {
    if (record instanceof Envelope envelope) {
      direction(envelope).accept(envelope.slot(), envelope.counter());
    }
    reduction = reduction.after(record, offset);
  }

  /** The pending offer's epoch begins. */
  void activate(Offer offer, long offset) {
    List<NaiveDirection> directions =
        List.of(new NaiveDirection(offer.policy()), new NaiveDirection(offer.policy()));
    reduction = reduction.activated(offset);
    epochs.add(new Epoch(offer, offset, reduction.accepted(), directions));
  }

  /** Whether the throttles allow that {@code offer}'s epoch begins now. */
  boolean allows(Offer offer, long offset) {
    if (epochs.isEmpty()) {
      return true;
    }
    Policy policy = epochs.getLast().offer().policy();
    long span = offer.kind() == Kind.BUMP ? 1 : policy.slotMessages();
    long activated =
        epochs.stream()
            .filter(epoch -> epoch.offer().kind() == offer.kind())
            .filter(epoch -> offset - epoch.activatedAt() < THROTTLE_SPAN)
            .filter(epoch -> reduction.accepted() - epoch.accepted() < span)
            .count();
    return switch (offer.kind()) {
      case OPEN -> false;
      case BUMP -> activated < policy.idleBumps();
      case REKEY ->
          activated
              < policy.rekeyBurst() + (offer.reason() == Reason.COMPROMISE ? COMPROMISE_BURST : 0);
    };
  }

  /** How it stands at {@code offset}. */
  View view(long offset) {
    Bytes pending = reduction.pendingId();
    return new View(
        epochs.size(),
        epochs.isEmpty() ? 0 : epochs.getLast().activatedAt(),
        reduction.closed(),
        pending,
        reduction.answer() != null,
        slots(epochs.size(), offset),
        slots(epochs.size() - 1, offset));
  }

  private List<View.Slots> slots(int epoch, long offset) {
    return List.of(
        slots(epoch, Direction.INITIATOR, offset), slots(epoch, Direction.RESPONDER, offset));
  }

  private View.Slots slots(int epoch, Direction direction, long offset) {
    NaiveDirection naive = reachable(epoch, direction, offset);
    return naive == null
        ? View.Slots.NONE
        : new View.Slots(naive.currentSlot(), naive.previousSlot(), true);
  }
}
