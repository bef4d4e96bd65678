package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Channels as the keys of Kafka's records name them. */
final class Channels {
  private Channels() {}

  /** The channel that a key names; null if it names none. */
  static @Nullable ChannelId named(byte @Nullable [] key) {
    return key == null || key.length != ChannelId.LENGTH ? null : ChannelId.read(key, 0);
  }

  /** Whether a key is that of the channel; of no channel there is no key. */
  static boolean isKey(byte @Nullable [] key, @Nullable ChannelId channel) {
    return Arrays.equals(key, channel == null ? null : channel.toBytes());
  }
}
