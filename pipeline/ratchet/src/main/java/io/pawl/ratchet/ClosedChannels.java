package io.pawl.ratchet;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The closed channels of a partition, until they are forgotten. */
final class ClosedChannels {
  private final Map<ChannelId, Long> closedAt = new HashMap<>();
  private final TreeMap<Long, ChannelId> byClose = new TreeMap<>();

  void add(ChannelId channel, long offset) {
    closedAt.put(channel, offset);
    byClose.put(offset, channel);
  }

  void remove(ChannelId channel) {
    Long offset = closedAt.remove(channel);
    if (offset != null) {
      byClose.remove(offset);
    }
  }

  /** Where the channel was closed; null if it was not, or is forgotten by {@code offset}. */
  @Nullable Long closedAt(ChannelId channel, long offset) {
    Long at = closedAt.get(channel);
    return at == null || isForgotten(at, offset) ? null : at;
  }

  /** One that is forgotten by {@code offset}; null if none is. It stays until it is removed. */
  @Nullable ChannelId forgotten(long offset) {
    Map.Entry<Long, ChannelId> oldest = byClose.firstEntry();
    return oldest != null && isForgotten(oldest.getKey(), offset) ? oldest.getValue() : null;
  }

  int size() {
    return closedAt.size();
  }

  Stream<ChannelId> ids() {
    return closedAt.keySet().stream();
  }

  private static boolean isForgotten(long closedAt, long offset) {
    return offset - closedAt > Limits.OPEN_TTL;
  }
}
