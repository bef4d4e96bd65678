package io.pawl.ratchet;

/**
 * Names one direction of one epoch of a channel, with the rules that hold there.
 *
 * @param epoch from 1
 */
public record EpochDirection(ChannelId channel, int epoch, Direction direction, Policy policy) {

  /** Whether an envelope claims to be of this direction. */
  public boolean holds(Envelope envelope) {
    return envelope.epoch() == epoch
        && envelope.direction() == direction
        && envelope.channel().equals(channel);
  }
}
