package io.pawl.channel;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import org.jspecify.annotations.Nullable;

/**
 * An epoch at its beginning: what the vault keeps of it, and what is used.
 *
 * @param kept copies of all that is used
 * @param sending null if we have no keys of the epoch
 * @param resumption what the next BUMP mixes in; null if we have no keys
 */
record BegunEpoch(
    Vault.Holding.Begun kept,
    @Nullable SendingEpoch sending,
    ReceivingEpoch receiving,
    @Nullable Secret resumption) {

  /**
   * One that we have keys of; takes them over.
   *
   * @param next offset of accepted records where reading goes on
   */
  static BegunEpoch of(Offer offer, Direction own, EpochKeys keys, long activatedAt, long next) {
    ReceivingEpoch receiving =
        ReceivingEpoch.begin(offer, own, activatedAt, keys.chain(own.opposite()));
    var kept =
        new Vault.Holding.Epoch(
            offer,
            activatedAt,
            -1,
            keys.chain(own).copy(),
            new Vault.Logged(activatedAt, -1),
            keys.admission(own).copy(),
            keys.resumption().copy(),
            state(receiving),
            next,
            -1,
            null);
    SendingEpoch sending = SendingEpoch.begin(offer, own, keys.chain(own), keys.admission(own));
    keys.initiatorAdmission().erase();
    keys.responderAdmission().erase();
    return new BegunEpoch(kept, sending, receiving, keys.resumption());
  }

  private static Receiver.State state(ReceivingEpoch receiving) {
    Receiver receiver = receiving.receiver();
    if (receiver == null) {
      throw new IllegalStateException("an epoch that begins with keys has a receiver");
    }
    return receiver.state();
  }

  /** One that we have no keys of: nothing is sealed or opened in it. */
  static BegunEpoch without(Offer offer, long activatedAt, long next) {
    return new BegunEpoch(
        new Vault.Holding.Silent(offer, activatedAt, null, next, -1, null),
        null,
        new ReceivingEpoch(offer, activatedAt, null),
        null);
  }
}
