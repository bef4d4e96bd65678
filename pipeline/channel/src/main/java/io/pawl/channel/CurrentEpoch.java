package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Verification;
import org.jspecify.annotations.Nullable;

/**
 * The epoch that an end of a channel is in, and how it changes over to the next. Guarded by the
 * monitor of the {@link EpochLine} that has it; only what opened the epoch, and where, may be read
 * by anybody.
 */
final class CurrentEpoch {
  /**
   * Epochs whose keys are held because messages of them are not acknowledged: further transitions
   * wait, so that an app that is away costs the vault no more than so many drawers.
   */
  private static final int MOST_HELD = 8;

  private final Vault vault;
  private final Outbound outbound;
  private final Reception reception;
  private final EpochEars ears;
  private volatile Offer offer;
  private volatile long activatedAt;
  private @Nullable Secret resumption;

  CurrentEpoch(
      Standing standing, Vault vault, Outbound outbound, Reception reception, EpochEars ears) {
    this.vault = vault;
    this.outbound = outbound;
    this.reception = reception;
    this.ears = ears;
    this.offer = standing.current();
    this.activatedAt = standing.activatedAt();
    this.resumption = standing.resumption();
  }

  /** The offer that opened it. */
  Offer offer() {
    return offer;
  }

  int number() {
    return offer.epoch();
  }

  Policy policy() {
    return offer.policy();
  }

  /** Log offset of the record that activated it. */
  long activatedAt() {
    return activatedAt;
  }

  /** What the next BUMP mixes in; null if we have none. */
  @Nullable Secret resumption() {
    return resumption;
  }

  /** The identity of one of the two peers. */
  Bytes identityOf(Direction side) {
    return side == Direction.INITIATOR ? offer.initiator() : offer.responder();
  }

  /** Whether that is a right offer of the epoch after this one. */
  boolean mayBeFollowedBy(Offer next) {
    return next.epoch() == offer.epoch() + 1
        && next.initiator().equals(offer.initiator())
        && next.responder().equals(offer.responder())
        && Verification.offer(next) == null;
  }

  /** Why this end cannot answer that offer of the next epoch, in one line; null if it can. */
  @Nullable String objection(Offer next) {
    if (next.kind() != Kind.BUMP) {
      return null;
    }
    if (resumption == null) {
      return "this end has no keys to mix in";
    }
    return next.policy().equals(offer.policy()) ? null : "a BUMP changes no policy";
  }

  /** Whether keys of so many epochs are held that the next one has to wait. */
  boolean mustStay() {
    return reception.epochsHeld() > MOST_HELD;
  }

  /**
   * Changes over to the next. Nothing is sealed until the sending direction is told to go on.
   *
   * @param durable run once the vault has it
   */
  void changeOver(Offer next, BegunEpoch begun, Runnable durable) {
    // Claims to the old epoch that come after this are refused, and their failure is no longer one.
    outbound.hold();
    boolean keepsBefore = reception.keeps(next.reason() == Reason.ROUTINE);
    offer = next;
    activatedAt = begun.kept().activatedAt();
    erase();
    resumption = begun.resumption();
    vault.begun(begun.kept(), keepsBefore).subscribe(nothing -> {}, ears::vaultFailed, durable);
    // Whatever the vault is asked for the new epoch comes after that.
    reception.begin(begun.receiving());
    outbound.begin(next.policy(), begun.sending());
  }

  /** Erases what the next BUMP would mix in. */
  void erase() {
    if (resumption != null) {
      resumption.erase();
      resumption = null;
    }
  }
}
