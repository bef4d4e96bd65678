package io.pawl.channel;

import io.pawl.ratchet.Refusal;

/** Hears what happens to a channel's epochs. */
interface EpochEars {
  /** The channel's owner should know. */
  void tell(ChannelEvent event);

  /** A transition that was asked for came to nothing. */
  void refused(Proposal proposal, Refusal code);

  /** The vault could not keep what must be durable. */
  void vaultFailed(Throwable cause);
}
