package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receiver;
import org.jspecify.annotations.Nullable;

/** A peer's receiver of the epoch before, until that epoch's overlap is over. */
final class FadingEpoch {
  private static final long EPOCH_OVERLAP = 100_000;
  private static final int SILENT = -1;

  private final Offer offer;
  private final SecretName.Agreement agreement;
  private @Nullable Receiver receiver;
  private int overlap;

  private FadingEpoch(
      Offer offer, SecretName.Agreement agreement, @Nullable Receiver receiver, int overlap) {
    this.offer = offer;
    this.agreement = agreement;
    this.receiver = receiver;
    this.overlap = overlap;
  }

  static FadingEpoch of(KeyedEpoch ended) {
    return new FadingEpoch(ended.offer(), ended.agreement(), ended.receiver(), SILENT);
  }

  static FadingEpoch restore(Kept.Fading kept, Direction own) {
    Receiver.State state = kept.receiving();
    Offer offer = kept.offer();
    EpochDirection direction =
        new EpochDirection(offer.channel(), offer.epoch(), own.opposite(), offer.policy());
    return new FadingEpoch(
        offer,
        kept.agreement(),
        state == null ? null : Receiver.restore(direction, state),
        kept.overlap());
  }

  Kept.Fading kept() {
    return new Kept.Fading(offer, agreement, overlap, receiver == null ? null : receiver.state());
  }

  int epoch() {
    return offer.epoch();
  }

  /** Null once it is over. */
  @Nullable Receiver receiver() {
    return receiver;
  }

  /** The partner's message of the current epoch, whose overlap is {@code total}, was accepted. */
  void countCurrent(int total) {
    overlap = overlap == SILENT ? total : overlap - 1;
    if (overlap <= 0) {
      end();
    }
  }

  void elapse(long activatedAt, long now) {
    if (now - activatedAt > EPOCH_OVERLAP) {
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
