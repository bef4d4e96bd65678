package io.pawl.channel;

/** What can be done with a {@link PeerChannel}. */
public enum ChannelState {
  /** Both directions work. */
  OPEN,
  /** Our direction is dead until the channel is re-established; the partner's still works. */
  DIVERGED,
  /** We are closing it: nothing more can be sent, what comes until the end is still received. */
  CLOSING,
  /** One of the peers closed it; its keys are erased. */
  CLOSED,
  /** This process let go of it, or had to; the channel itself may go on. */
  DETACHED
}
