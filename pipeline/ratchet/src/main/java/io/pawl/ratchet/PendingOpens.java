package io.pawl.ratchet;

import java.util.Comparator;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The pending OPENs of a partition, bounded in number and in age. */
final class PendingOpens {
  private record Anchored(long anchor, ChannelId channel) {}

  private final TreeMap<Long, ChannelId> byOffer = new TreeMap<>();
  private final TreeSet<Anchored> byAnchor =
      new TreeSet<>(Comparator.comparingLong(Anchored::anchor).thenComparing(Anchored::channel));

  void add(ChannelId channel, PendingOffer open) {
    byOffer.put(open.offeredAt(), channel);
    byAnchor.add(new Anchored(open.anchor(), channel));
  }

  void remove(ChannelId channel, PendingOffer open) {
    byOffer.remove(open.offeredAt());
    byAnchor.remove(new Anchored(open.anchor(), channel));
  }

  /** One that is forgotten by {@code offset}; null if none is. It stays until it is removed. */
  @Nullable ChannelId forgotten(long offset) {
    if (byAnchor.isEmpty()) {
      return null;
    }
    Anchored oldest = byAnchor.first();
    return offset - oldest.anchor() > Limits.OPEN_TTL ? oldest.channel() : null;
  }

  /** Whether there is no room for another. */
  boolean isFull() {
    return byOffer.size() >= Limits.PENDING_OPENS;
  }

  /** The one that was offered first, of at least one. */
  ChannelId oldest() {
    return byOffer.firstEntry().getValue();
  }
}
