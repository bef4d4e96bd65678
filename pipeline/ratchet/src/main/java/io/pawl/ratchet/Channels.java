package io.pawl.ratchet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a partition, and their forgetting. What is past its time is absent from every
 * answer at once; its memory is worked off a little per record, so that no record pays for many.
 */
final class Channels {
  /** Channels of each sort that one record works off: more than it can add. */
  private static final int FORGOTTEN_PER_RECORD = 4;

  private final Snapshots snapshots;
  private final Map<ChannelId, Channel> live = new HashMap<>();

  /** Open channels that no record has named since they were restored; none of them is live. */
  private Map<ChannelId, Dormant> dormant = new HashMap<>();

  private final PendingOpens opens = new PendingOpens();
  private final ClosedChannels closed = new ClosedChannels();

  Channels(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /** The pending or open channel of that id at {@code offset}; null if there is none. */
  @Nullable Channel live(ChannelId id, long offset) {
    Channel channel = live.get(id);
    return channel == null ? wake(id) : unlessForgotten(channel, offset);
  }

  /** As {@link #live}, without waking the channel. */
  @Nullable Channel peek(ChannelId id, long offset) {
    Channel channel = live.get(id);
    if (channel != null) {
      return unlessForgotten(channel, offset);
    }
    Dormant asleep = dormant.get(id);
    return asleep == null ? null : snapshots.channel(asleep.wake());
  }

  private static @Nullable Channel unlessForgotten(Channel channel, long offset) {
    PendingOffer pending = channel.pending();
    return pending != null && pending.isForgotten(offset) ? null : channel;
  }

  private @Nullable Channel wake(ChannelId id) {
    Dormant asleep = dormant.remove(id);
    if (asleep == null) {
      return null;
    }
    if (dormant.isEmpty()) {
      dormant = new HashMap<>(); // Lets go of a table made for many.
    }
    Channel channel = snapshots.channel(asleep.wake());
    live.put(id, channel);
    return channel;
  }

  /** Where the channel was closed; null if it was not, or is forgotten by {@code offset}. */
  @Nullable Long closedAt(ChannelId id, long offset) {
    return closed.closedAt(id, offset);
  }

  /** Whether memory holds anything of that id, past its time or not. */
  boolean holds(ChannelId id) {
    return live.containsKey(id) || dormant.containsKey(id);
  }

  /** Makes room for that many dormant channels. */
  void expect(int count) {
    if (dormant.isEmpty()) {
      dormant = HashMap.newHashMap(count);
    }
  }

  /** Adds an open channel that stays as it is until it is named. */
  void add(ChannelId id, Dormant asleep) {
    dormant.put(id, asleep);
  }

  /** Adds a channel, in the place of one of that id that is past its time. */
  void add(ChannelId id, Channel channel) {
    remove(id);
    closed.remove(id);
    live.put(id, channel);
    PendingOffer pending = channel.pending();
    if (channel.current() == null && pending != null) {
      opens.add(id, pending);
    }
  }

  /** The channel's OPEN, which was pending, is activated. */
  void opened(ChannelId id, PendingOffer open) {
    opens.remove(id, open);
  }

  /** The channel is closed by the record at {@code offset}. */
  void close(ChannelId id, long offset) {
    remove(id);
    closed.add(id, offset);
  }

  /**
   * The channel that has to leave before another OPEN can be pending; null if there is room. One
   * past its time leaves before one that still counts.
   */
  @Nullable ChannelId leaving(long offset) {
    if (!opens.isFull()) {
      return null;
    }
    ChannelId forgotten = opens.forgotten(offset);
    return forgotten == null ? opens.oldest() : forgotten;
  }

  /** Removes a channel and erases its keys. */
  void remove(ChannelId id) {
    dormant.remove(id);
    Channel channel = live.remove(id);
    if (channel == null) {
      return;
    }
    PendingOffer pending = channel.pending();
    if (channel.current() == null && pending != null) {
      opens.remove(id, pending);
    }
    channel.erase();
  }

  /** Works off some of what is past its time at {@code offset}; mostly nothing. */
  List<ChannelId> forget(long offset) {
    if (opens.forgotten(offset) == null && closed.forgotten(offset) == null) {
      return List.of();
    }
    List<ChannelId> forgotten = new ArrayList<>();
    for (int i = 0; i < FORGOTTEN_PER_RECORD; i++) {
      ChannelId open = opens.forgotten(offset);
      if (open != null) {
        remove(open);
        forgotten.add(open);
      }
      ChannelId ended = closed.forgotten(offset);
      if (ended != null) {
        closed.remove(ended);
        forgotten.add(ended);
      }
    }
    return forgotten;
  }

  int size() {
    return live.size() + dormant.size() + closed.size();
  }

  Stream<ChannelId> ids() {
    return Stream.of(live.keySet().stream(), dormant.keySet().stream(), closed.ids())
        .flatMap(ids -> ids);
  }
}
