package io.pawl.channel;

import io.pawl.ratchet.Reason;

/** Why a channel's end begins another epoch that nobody asked it for. */
public enum Cause {
  /** The vault is an old copy: nobody knows which counters were used since. */
  VAULT_RESTORED(Reason.ROUTINE),
  /** The vault does not know the channel: it was lost, or is a copy from before it was opened. */
  VAULT_LOST(Reason.ROUTINE),
  /** The log has envelopes of ours in slots that the vault never claimed. */
  LOG_AHEAD(Reason.ROUTINE),
  /** The slot to start in is further ahead of the log than the processor accepts. */
  SLOT_TOO_FAR(Reason.ROUTINE),
  /** The processor found our direction diverged. */
  DIVERGED(Reason.ROUTINE),
  /** We have no keys of the epoch, or not those that the processor admits by. */
  NO_KEYS(Reason.ROUTINE),
  /** Envelopes were admitted that the partner did not seal. */
  NOT_AUTHENTIC(Reason.SUSPICIOUS),
  /** An envelope of ours was refused because it came too late, and never was accepted. */
  ENVELOPE_LATE(Reason.ROUTINE),
  /** An offer of ours was accepted whose keys are gone: an answer to it would begin an epoch. */
  OFFER_WITHOUT_KEYS(Reason.ROUTINE);

  private final Reason reason;

  Cause(Reason reason) {
    this.reason = reason;
  }

  /** What the offer of the next epoch says. */
  Reason reason() {
    return reason;
  }

  /** Whether nothing can be sealed until then. */
  boolean silences() {
    return switch (this) {
      case VAULT_RESTORED, VAULT_LOST, LOG_AHEAD, SLOT_TOO_FAR, DIVERGED, NO_KEYS -> true;
      case NOT_AUTHENTIC, ENVELOPE_LATE, OFFER_WITHOUT_KEYS -> false;
    };
  }

  /** Whether this one stays the cause when that other one is found too. */
  boolean outweighs(Cause other) {
    return silences() || (!other.silences() && reason.compareTo(other.reason) > 0);
  }
}
