package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;

/**
 * Keys for an epoch that has not begun.
 *
 * @param offerId of {@code offer}
 * @param ours whether the answer is our own
 */
record Agreement(Offer offer, Bytes offerId, Answer answer, EpochKeys keys, boolean ours) {
  void erase() {
    keys.erase();
  }
}
