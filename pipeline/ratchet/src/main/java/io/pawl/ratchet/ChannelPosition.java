package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * The half of a channel's state that changes with messages.
 *
 * @param epoch number of the current epoch; 0 while only an OPEN is pending
 * @param accepted messages of the channel accepted so far, in both directions and all epochs
 * @param initiator direction 0
 * @param responder direction 1
 */
public record ChannelPosition(
    ChannelId channel, int epoch, long accepted, InDirection initiator, InDirection responder) {

  /**
   * Stands in for a position that was lost: both directions have diverged, since nobody knows what
   * was accepted in them. The peers are told with {@link Refusal#CHECKPOINT_MISSING}.
   */
  public static ChannelPosition missing(ChannelDescriptor descriptor) {
    ChannelDescriptor.KeyEpoch current = descriptor.current();
    InDirection lost =
        new InDirection(current == null ? null : InEpoch.lost(current.policy()), null, 0, -1);
    return new ChannelPosition(
        descriptor.channel(), descriptor.epoch(), descriptor.acceptedAtLeast(), lost, lost);
  }

  /** The given direction. */
  public InDirection in(Direction direction) {
    return direction == Direction.INITIATOR ? initiator : responder;
  }

  /**
   * One direction of the channel.
   *
   * @param current in the current epoch; null while only an OPEN is pending
   * @param previous in the epoch before; null where there is none, or its overlap is over
   * @param overlap messages of the current epoch that this direction may still accept before the
   *     previous epoch ends here; -1 if none was accepted yet; 0 if {@code previous} is null
   * @param advisedAt {@link ChannelPosition#accepted()} at the last advisory event; -1 if none
   */
  public record InDirection(
      @Nullable InEpoch current, @Nullable InEpoch previous, int overlap, long advisedAt) {}

  /**
   * One direction of one epoch.
   *
   * @param current the window of the highest slot
   * @param previous the window before; null if there is none
   * @param overlap messages until the previous window is dropped; 0 if there is none
   * @param diverged whether nothing more is accepted in this epoch
   */
  public record InEpoch(InSlot current, @Nullable InSlot previous, int overlap, boolean diverged) {

    private static InEpoch lost(Policy policy) {
      InEpoch beginning = Acceptance.begin(policy).toData();
      return new InEpoch(beginning.current(), null, 0, true);
    }
  }

  /**
   * The window of one slot.
   *
   * @param top highest accepted counter; -1 if none
   * @param seen W bits in whole 64-bit words, each big-endian: counter c stands in bit (c mod W),
   *     set only for counters that are still within the window
   */
  public record InSlot(long slot, int top, Bytes seen) {}
}
