package io.pawl.channel;

import io.pawl.ratchet.Refusal;

/** Nobody is told. */
final class Deaf implements EpochEars {
  @Override
  public void tell(ChannelEvent event) {}

  @Override
  public void refused(Proposal proposal, Refusal code) {}

  @Override
  public void vaultFailed(Throwable cause) {}
}
