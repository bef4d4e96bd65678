package io.pawl.ratchet;

/** A record of the log, as decoded: nothing in it has been checked. */
public sealed interface LogRecord permits Envelope, Offer, Answer, Approval, Close {
  /** The channel that the record names. */
  ChannelId channel();
}
