package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.EpochKeys;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SlotChain;
import org.jspecify.annotations.Nullable;

/** A peer's halves of the current epoch, at work. */
final class KeyedEpoch {
  private final Offer offer;
  private final SecretName.Agreement agreement;
  private final @Nullable Sender sender;
  private final Secret admission;
  private final Secret resumption;
  private final Receiver receiver;
  private final boolean fresh;

  private KeyedEpoch(
      Offer offer,
      SecretName.Agreement agreement,
      @Nullable Sender sender,
      Secret admission,
      Secret resumption,
      Receiver receiver,
      boolean fresh) {
    this.offer = offer;
    this.agreement = agreement;
    this.sender = sender;
    this.admission = admission;
    this.resumption = resumption;
    this.receiver = receiver;
    this.fresh = fresh;
  }

  /** The epoch of a candidate begins; its keys are taken over. */
  static KeyedEpoch begin(Agreed.Candidate candidate, Direction own) {
    Offer offer = candidate.offer();
    EpochKeys keys = candidate.keys();
    Secret admission = keys.admission(own);
    keys.admission(own.opposite()).erase();
    Sender sender = null;
    if (candidate.fresh()) {
      sender = Sender.begin(direction(offer, own), keys.chain(own), admission);
    } else {
      keys.chain(own).erase();
    }
    return new KeyedEpoch(
        offer,
        candidate.agreement(),
        sender,
        admission,
        keys.resumption(),
        Receiver.begin(direction(offer, own.opposite()), keys.chain(own.opposite())),
        candidate.fresh());
  }

  /** The epoch goes on after a stop; {@code kept} is taken over. */
  static KeyedEpoch restore(Kept.Current kept, Direction own, boolean fresh) {
    Offer offer = kept.offer();
    SlotChain chain = kept.sending();
    Sender sender = null;
    if (chain != null && fresh) {
      EpochDirection sending = direction(offer, own);
      sender =
          kept.cleanCounter() >= 0
              ? Sender.reopen(sending, chain, kept.admission(), kept.claimed(), kept.cleanCounter())
              : Sender.resume(sending, chain, kept.admission(), kept.claimed());
    } else if (chain != null) {
      chain.erase();
    }
    return new KeyedEpoch(
        offer,
        kept.agreement(),
        sender,
        kept.admission(),
        kept.resumption(),
        Receiver.restore(direction(offer, own.opposite()), kept.receiving()),
        fresh);
  }

  private static EpochDirection direction(Offer offer, Direction direction) {
    return new EpochDirection(offer.channel(), offer.epoch(), direction, offer.policy());
  }

  /** All of it for the vault, in copies. */
  Kept.Current kept(boolean cleanly) {
    SlotChain chain = null;
    if (sender != null) {
      chain = sender.chain().copy();
      while (!cleanly && chain.slot() <= sender.claimed()) {
        chain.advance();
      }
    }
    return new Kept.Current(
        offer,
        agreement,
        sender == null ? -1 : sender.claimed(),
        chain,
        cleanly && sender != null ? sender.next().counter() : -1,
        admission.copy(),
        resumption.copy(),
        receiver.state(),
        fresh);
  }

  Offer offer() {
    return offer;
  }

  SecretName.Agreement agreement() {
    return agreement;
  }

  /** Null if nothing may be sealed with these keys. */
  @Nullable Sender sender() {
    return sender;
  }

  Secret admission() {
    return admission;
  }

  Secret resumption() {
    return resumption;
  }

  Receiver receiver() {
    return receiver;
  }

  /** The next epoch begins: only the receiver goes on, if at all. */
  void end(boolean overlapping) {
    if (sender != null) {
      sender.erase();
    }
    admission.erase();
    resumption.erase();
    if (!overlapping) {
      receiver.erase();
    }
  }
}
