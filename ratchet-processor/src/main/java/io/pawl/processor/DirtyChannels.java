package io.pawl.processor;

import io.pawl.ratchet.ChannelId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The channels whose checkpoints no longer hold, in the order of the first record that made each
 * one so. A recovery has to replay from the lowest of those offsets.
 */
final class DirtyChannels {
  private final Map<ChannelId, Long> firstDirty = new LinkedHashMap<>();

  /** Those whose descriptor changed: their facts are due in the open transaction. */
  private final Set<ChannelId> due = new LinkedHashSet<>();

  /** The record at {@code offset} changed the channel's position. */
  void position(ChannelId channel, long offset) {
    // Asked first: most records find their channel dirty, and an offset in a map is an object.
    if (!firstDirty.containsKey(channel)) {
      firstDirty.put(channel, offset);
    }
  }

  /** The record at {@code offset} changed what transitions change, or ended the channel. */
  void descriptor(ChannelId channel, long offset) {
    position(channel, offset);
    due.add(channel);
  }

  /** Takes out those whose descriptor changed; their facts go into the open transaction. */
  List<ChannelId> takeDue() {
    List<ChannelId> taken = List.copyOf(due);
    due.clear();
    taken.forEach(firstDirty::remove);
    return taken;
  }

  /** Takes out those that became dirty before {@code offset}, oldest first. */
  List<ChannelId> takeBefore(long offset) {
    List<ChannelId> taken = new ArrayList<>();
    var oldest = firstDirty.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<ChannelId, Long> entry = oldest.next();
      if (entry.getValue() >= offset) {
        break;
      }
      taken.add(entry.getKey());
      oldest.remove();
    }
    return taken;
  }

  /** The lowest offset that made a channel dirty which still is; {@code next} if none is. */
  long barrier(long next) {
    return firstDirty.isEmpty() ? next : firstDirty.values().iterator().next();
  }
}
