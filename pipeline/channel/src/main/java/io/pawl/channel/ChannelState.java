package io.pawl.channel;

/** What can be done with a {@link PeerChannel}. */
public enum ChannelState {
  /** Both directions work. */
  OPEN,
  /**
   * Nothing can be sealed until the next epoch begins, for which this end cares by itself: what is
   * sent waits for it.
   */
  HEALING,
  /**
   * As {@link #HEALING}, but as many attempts were made as may be: what is sent fails until the
   * next one. What the partner sends may still be received.
   */
  DIVERGED,
  /** We are closing it: nothing more can be sent, what comes until the end is still received. */
  CLOSING,
  /** One of the peers closed it; its keys are erased. */
  CLOSED,
  /** This process let go of it, or had to; the channel itself may go on. */
  DETACHED
}
