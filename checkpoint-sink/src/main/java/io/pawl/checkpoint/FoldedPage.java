package io.pawl.checkpoint;

import io.pawl.ratchet.ChannelId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The channels whose ids begin with the same bits, and the page that stands for them. */
final class FoldedPage {
  private final Map<ChannelId, FoldedChannel> channels = new HashMap<>();

  /** By which the page counts in the sum; null while none stands. */
  private byte @Nullable [] digest;

  /** Whether a channel of it has an entry of its own. */
  private boolean changed;

  FoldedChannel channel(ChannelId id) {
    return channels.computeIfAbsent(id, unknown -> new FoldedChannel());
  }

  Map<ChannelId, FoldedChannel> channels() {
    return channels;
  }

  byte @Nullable [] digest() {
    return digest;
  }

  void digest(byte @Nullable [] next) {
    digest = next;
  }

  boolean changed() {
    return changed;
  }

  void changed(boolean now) {
    changed = now;
  }
}
