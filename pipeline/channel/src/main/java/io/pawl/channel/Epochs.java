package io.pawl.channel;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receiver;

/** What a vault keeps of an epoch at its beginning. */
final class Epochs {
  private Epochs() {}

  /** Copies of all that {@code keys} holds for the peer that sends in {@code direction}. */
  static Vault.Holding.Epoch holding(
      Offer offer, Direction direction, EpochKeys keys, long activatedAt, long next) {
    var incoming =
        new EpochDirection(offer.channel(), offer.epoch(), direction.opposite(), offer.policy());
    // A receiver of its own, since it takes the chain over.
    Receiver receiver = Receiver.begin(incoming, keys.chain(direction.opposite()).copy());
    Receiver.State receiving = receiver.state();
    receiver.erase();
    return new Vault.Holding.Epoch(
        offer,
        activatedAt,
        -1,
        keys.chain(direction).copy(),
        activatedAt,
        keys.admission(direction).copy(),
        keys.resumption().copy(),
        receiving,
        next,
        -1);
  }
}
