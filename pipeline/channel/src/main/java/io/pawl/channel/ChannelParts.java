package io.pawl.channel;

import org.jspecify.annotations.Nullable;

/** What one end of an open channel consists of. */
record ChannelParts(Outbound outbound, Reception reception, EpochLine epochs) {
  /**
   * Ends them all, and erases their keys.
   *
   * @param cause what is sent or asked for fails with
   * @param received what is received ends with; null: in good order
   */
  void end(ChannelFailure cause, @Nullable ChannelFailure received) {
    outbound.end(cause);
    reception.end(received);
    epochs.end(cause);
  }
}
