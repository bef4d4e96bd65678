package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochOverlap;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receiver;
import org.jspecify.annotations.Nullable;

/** A peer's receiver of the epoch before, until that epoch's overlap is over. */
final class FadingEpoch {
  private final Offer offer;
  private final SecretName.Agreement agreement;
  private final EpochOverlap overlap;
  private @Nullable Receiver receiver;

  private FadingEpoch(
      Offer offer,
      SecretName.Agreement agreement,
      EpochOverlap overlap,
      @Nullable Receiver receiver) {
    this.offer = offer;
    this.agreement = agreement;
    this.overlap = overlap;
    this.receiver = receiver;
  }

  /** The epoch that {@code next} has just ended. */
  static FadingEpoch of(KeyedEpoch ended, Offer next, long activatedAt) {
    return new FadingEpoch(
        ended.offer(), ended.agreement(), EpochOverlap.begin(next, activatedAt), ended.receiver());
  }

  /** Comes back as it was kept, in the epoch that {@code current} opened. */
  static FadingEpoch restore(Kept.Fading kept, Direction own, Offer current, long activatedAt) {
    Receiver.State state = kept.receiving();
    Offer offer = kept.offer();
    EpochDirection direction =
        new EpochDirection(offer.channel(), offer.epoch(), own.opposite(), offer.policy());
    return new FadingEpoch(
        offer,
        kept.agreement(),
        EpochOverlap.restore(current, activatedAt, kept.overlap()),
        state == null ? null : Receiver.restore(direction, state));
  }

  Kept.Fading kept() {
    return new Kept.Fading(
        offer, agreement, overlap.left(), receiver == null ? null : receiver.state());
  }

  int epoch() {
    return offer.epoch();
  }

  /** Null once it is over. */
  @Nullable Receiver receiver() {
    return receiver;
  }

  /** The partner's message of the current epoch was accepted. */
  void countCurrent(long now) {
    overlap.accepted();
    elapse(now);
  }

  void elapse(long now) {
    if (overlap.isOver(now)) {
      end();
    }
  }

  void end() {
    if (receiver != null) {
      receiver.erase();
      receiver = null;
    }
  }
}
