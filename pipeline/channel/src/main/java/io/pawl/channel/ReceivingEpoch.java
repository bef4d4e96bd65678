package io.pawl.channel;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.SlotChain;
import org.jspecify.annotations.Nullable;

/**
 * The partner's direction in one epoch.
 *
 * @param offer that opened the epoch
 * @param activatedAt log offset of the record that activated it
 * @param receiver null if we have no keys of it
 */
record ReceivingEpoch(Offer offer, long activatedAt, @Nullable Receiver receiver) {
  /**
   * Begins one at its first slot. Takes the chain over.
   *
   * @param own the direction that is not received
   */
  static ReceivingEpoch begin(Offer offer, Direction own, long activatedAt, SlotChain chain) {
    return new ReceivingEpoch(offer, activatedAt, Receiver.begin(incoming(offer, own), chain));
  }

  /** Goes on with one as it was kept. Takes the state over; null if we have no keys of it. */
  static ReceivingEpoch restore(
      Offer offer, Direction own, long activatedAt, Receiver.@Nullable State state) {
    return new ReceivingEpoch(
        offer, activatedAt, state == null ? null : Receiver.restore(incoming(offer, own), state));
  }

  private static EpochDirection incoming(Offer offer, Direction own) {
    return new EpochDirection(offer.channel(), offer.epoch(), own.opposite(), offer.policy());
  }

  int number() {
    return offer.epoch();
  }

  void erase() {
    if (receiver != null) {
      receiver.erase();
    }
  }
}
