package io.pawl.channel;

/**
 * What one channel, or one peer, may hold in memory.
 *
 * @param undeliveredMessages opened messages that wait for the channel's receiver, at least 1;
 *     beyond it the channel is left behind, and read again when half of that has gone
 * @param undeliveredBytes the same in bytes of payload, at least 1; one message of any size always
 *     fits
 * @param waitingMessages sends that wait for their turn, at least 1; a further one fails
 * @param waitingBytes the same in bytes of payload, at least 1; one of any size always fits
 * @param invitations unsettled invitations that one peer remembers, at least 1; older ones must be
 *     settled before it hears of more
 */
public record ChannelLimits(
    int undeliveredMessages,
    long undeliveredBytes,
    int waitingMessages,
    long waitingBytes,
    int invitations) {

  /**
   * A few slots' worth each way, and four of the largest messages: a thousand stalled channels hold
   * at most 4 GiB each way at the very worst, some 1 MiB each in common use.
   */
  public static final ChannelLimits DEFAULT =
      new ChannelLimits(1_024, 4 << 20, 1_024, 4 << 20, 1_024);

  /** Checks each. */
  public ChannelLimits {
    if (undeliveredMessages < 1
        || undeliveredBytes < 1
        || waitingMessages < 1
        || waitingBytes < 1
        || invitations < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }
}
