package io.pawl.ratchet;

/** What a processor tells the peers of a channel, besides the accepted records. */
public sealed interface Event {
  /** The channel it is about. */
  ChannelId channel();

  /**
   * An epoch began.
   *
   * @param admitted digest of the admission keys in the grant, 32 bytes
   * @param logOffset the record that activated it
   */
  record Activated(
      ChannelId channel, int epoch, Kind kind, Bytes offerId, Bytes admitted, long logOffset)
      implements Event {}

  /**
   * A transition record that was authentic was refused, replaced or forgotten.
   *
   * @param kind of the transition concerned
   * @param epoch of the transition concerned
   * @param logOffset the record refused; where an offer was replaced or forgotten, the record that
   *     did it
   */
  record Refused(
      ChannelId channel, Refusal code, Kind kind, int epoch, Bytes offerId, long logOffset)
      implements Event {}

  /**
   * A direction needs a new epoch.
   *
   * @param advisory a hint only: an old envelope, replayed by anyone, gives one too
   */
  record ReestablishRequired(
      ChannelId channel,
      int epoch,
      Direction direction,
      Refusal code,
      boolean advisory,
      long logOffset)
      implements Event {}
}
