package io.pawl.channel;

import java.time.Duration;

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
 * @param suspiciousEnvelopes admitted envelopes of an epoch that the partner did not seal, at least
 *     1, which lead to a REKEY with reason <i>suspicious</i>
 * @param healingAttempts REKEYs within an hour that one end of a channel offers by itself, at least
 *     1
 * @param healingPause after the first such attempt, positive; doubled after each further one
 */
public record ChannelLimits(
    int undeliveredMessages,
    long undeliveredBytes,
    int waitingMessages,
    long waitingBytes,
    int invitations,
    int suspiciousEnvelopes,
    int healingAttempts,
    Duration healingPause) {

  /** A single one is proof that somebody has admission keys: chance does not forge a tag. */
  private static final int SUSPICIOUS_ENVELOPES = 1;

  /** Pauses of a second, doubled, take an hour's attempts over some ten minutes. */
  private static final int HEALING_ATTEMPTS = 10;

  /** A REKEY between two peers that are there takes a fraction of it. */
  private static final Duration HEALING_PAUSE = Duration.ofSeconds(1);

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
        || invitations < 1
        || suspiciousEnvelopes < 1
        || healingAttempts < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
    if (!healingPause.isPositive()) {
      throw new IllegalArgumentException("the pause between attempts is positive");
    }
  }

  /** With the default for what re-establishes a channel. */
  public ChannelLimits(
      int undeliveredMessages,
      long undeliveredBytes,
      int waitingMessages,
      long waitingBytes,
      int invitations) {
    this(
        undeliveredMessages,
        undeliveredBytes,
        waitingMessages,
        waitingBytes,
        invitations,
        SUSPICIOUS_ENVELOPES,
        HEALING_ATTEMPTS,
        HEALING_PAUSE);
  }

  /** The same with other limits on what re-establishes a channel. */
  public ChannelLimits healing(int suspicious, int attempts, Duration pause) {
    return new ChannelLimits(
        undeliveredMessages,
        undeliveredBytes,
        waitingMessages,
        waitingBytes,
        invitations,
        suspicious,
        attempts,
        pause);
  }
}
