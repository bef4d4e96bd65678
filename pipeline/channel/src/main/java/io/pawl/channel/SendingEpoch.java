package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Position;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SlotChain;

/** What a channel seals with in one epoch. For the one whose turn it is, but for what it shows. */
final class SendingEpoch {
  private final ChannelId channel;
  private final int number;
  private final Policy policy;
  private final Sender sender;
  private volatile Sight sight;

  /** Messages sealed, were every slot before the present one full. */
  private volatile long sealed;

  /** The highest slot that the log is known to have an envelope of; -1 if none. */
  private long logged;

  /**
   * Where it stands, for whoever looks.
   *
   * @param next position of the next envelope
   * @param keyId of the slot's key
   */
  record Sight(Position next, Bytes keyId) {}

  private SendingEpoch(Offer offer, Sender sender, long logged) {
    this.channel = offer.channel();
    this.number = offer.epoch();
    this.policy = offer.policy();
    this.sender = sender;
    this.sight = new Sight(sender.next(), sender.keyId());
    // What came before was sealed by this peer too, in an earlier process.
    this.sealed = ordinal(sender.next());
    this.logged = logged;
  }

  /** Begins one at its first slot. Takes the chain over; the admission key is copied. */
  static SendingEpoch begin(Offer offer, Direction own, SlotChain chain, Secret admission) {
    return new SendingEpoch(offer, Sender.begin(direction(offer, own), chain, admission), -1);
  }

  /**
   * Goes on with one after the claimed slots.
   *
   * @param kept of which the chain is taken over; the admission key is copied
   * @param logged the highest slot that the log is known to have an envelope of; -1 if none
   */
  static SendingEpoch resume(Vault.Holding.Epoch kept, Direction own, long logged) {
    return new SendingEpoch(
        kept.offer(),
        Sender.resume(
            direction(kept.offer(), own), kept.sending(), kept.admission(), kept.claimed()),
        logged);
  }

  private static EpochDirection direction(Offer offer, Direction own) {
    return new EpochDirection(offer.channel(), offer.epoch(), own, offer.policy());
  }

  ChannelId channel() {
    return channel;
  }

  int number() {
    return number;
  }

  /** Then neither a failing broker nor a slot's end opens a gap. */
  int mostUnacknowledged() {
    return policy.maxUnacknowledged();
  }

  Sender sender() {
    return sender;
  }

  Envelope seal(byte[] payload) {
    Envelope envelope = sender.seal(payload);
    sealed = ordinal(envelope.position()) + 1;
    Position next = sender.next();
    sight =
        next.slot() == sight.next().slot()
            ? new Sight(next, sight.keyId())
            : new Sight(next, sender.keyId());
    return envelope;
  }

  /** Whether this end may have sealed an envelope of that position. */
  boolean hasSealed(Position position) {
    return position.epoch() != number || ordinal(position) < sealed;
  }

  /** The log has an envelope of that position, in whichever epoch. */
  void logged(Position position) {
    if (position.epoch() == number) {
      logged = Math.max(logged, position.slot());
    }
  }

  /** The highest slot that the log is known to have an envelope of; -1 if none. */
  long logged() {
    return logged;
  }

  private long ordinal(Position position) {
    return position.slot() * policy.slotMessages() + position.counter();
  }

  Sight sight() {
    return sight;
  }

  void erase() {
    sender.erase();
  }
}
