package io.pawl.ratchet;

/**
 * A channel's whole state as data, in a normal form: equal states give equal snapshots, and a
 * partition restored from one decides every later record alike.
 */
public sealed interface Snapshot {
  /** The channel it is of. */
  ChannelId channel();

  /**
   * A channel that is pending or open.
   *
   * @param descriptor what transitions change
   * @param position what messages change
   */
  record Live(ChannelDescriptor descriptor, ChannelPosition position) implements Snapshot {
    /**
     * Checks that both halves are of one channel and epoch.
     *
     * @throws IllegalArgumentException if they are not
     */
    public Live {
      if (!descriptor.channel().equals(position.channel())
          || descriptor.epoch() != position.epoch()) {
        throw new IllegalArgumentException(
            "descriptor and position of channel "
                + descriptor.channel()
                + " do not belong together");
      }
    }

    @Override
    public ChannelId channel() {
      return descriptor.channel();
    }
  }

  /**
   * A channel that is closed, and not yet forgotten.
   *
   * @param closedAt log offset of the Close
   */
  record Closed(ChannelId channel, long closedAt) implements Snapshot {}
}
