package io.pawl.gateway;

/** Where a channel of an app stands. */
public enum ChannelState {
  /** This app offered it, and the other has not answered. */
  OFFERED,
  /** The other offered it, and waits for this app. */
  INVITED,
  /** This app accepted, and the processor has not opened it yet. */
  OPENING,
  /** Both directions work. */
  OPEN,
  /** What is sent waits for the next epoch, which this end begins by itself. */
  HEALING,
  /** What is sent fails until the next epoch; too many attempts to begin it were made. */
  DIVERGED,
  /** It is being closed. */
  CLOSING,
  /** One of the two closed it. */
  CLOSED,
  /** It never opened, or cannot be used any more; the code says why. */
  FAILED
}
