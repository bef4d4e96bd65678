package io.pawl.load.chaos.check;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Refusal;
import org.jspecify.annotations.Nullable;

/** What became of one record of the log. */
sealed interface Fate {
  /**
   * It was let through.
   *
   * @param digest of key and value, which must be those of the log
   */
  record Accepted(long digest) implements Fate {}

  /**
   * It was refused.
   *
   * @param channel that the rejection names; null if none
   * @param size of the refused value in bytes
   */
  record Rejected(Refusal code, Action action, @Nullable ChannelId channel, int size)
      implements Fate {}
}
