package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.checkpoint.EntrySum;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The live entries of one partition of the checkpoints topic, and which of them changed since they
 * were last written. What facts change gets an entry of its own; {@link #page} moves those into
 * pages, which a recovery reads much faster.
 */
final class Entries {
  /**
   * Bytes of entries in a page. Far below the limit on a record, and large enough for 1,500
   * channels of usual size; those that find no room keep entries of their own.
   */
  private static final int PAGE_BYTES = 512 << 10;

  private final Function<Checkpoint.Page, byte[]> encoding;
  private final FoldedPage[] pages = new FoldedPage[Checkpoint.Page.COUNT];
  private final Map<CheckpointKey, byte[]> ofPartition = new HashMap<>();

  /** By schema id: the first record of the log that was decoded with it. */
  private final Map<Integer, Long> schemas = new HashMap<>();

  private final EntrySum sum = new EntrySum();
  private final Map<CheckpointKey, byte @Nullable []> changed = new LinkedHashMap<>();
  private long barrier = -1;

  /** Positions left out of pages since they were last asked for. */
  private int undescribed;

  Entries(Function<Checkpoint.Page, byte[]> encoding) {
    this.encoding = encoding;
    Arrays.setAll(pages, number -> new FoldedPage());
  }

  /** Puts back an entry that stands in a page, or alone. */
  void restore(FactHead head, byte[] value, boolean single) {
    ChannelId id = head.channel();
    if (id == null) {
      foldOfPartition(head, value);
      changed.clear(); // It stands already.
      return;
    }
    FoldedPage page = page(id);
    FoldedChannel channel = page.channel(id);
    channel.tell(head, value);
    if (single) {
      Kind kind = kindOf(head);
      sum.add(CheckpointKey.of(kind, id).toBytes(), value);
      channel.single(kind, true);
      page.changed(true);
    }
  }

  /** Puts back that a page stands. */
  void restorePage(int number, byte[] value) {
    byte[] digest = sum.digest(CheckpointKey.ofPage(number).toBytes(), value);
    pages[number].digest(digest);
    sum.add(digest);
  }

  /**
   * Folds a fact in.
   *
   * @return false if it tells nothing new
   */
  boolean fold(FactHead head, byte[] value) {
    ChannelId id = head.channel();
    return id == null ? foldOfPartition(head, value) : fold(id, head, value);
  }

  private static Kind kindOf(FactHead head) {
    return switch (head) {
      case FactHead.Descriptor descriptor -> Kind.DESCRIPTOR;
      case FactHead.Position position -> Kind.POSITION;
      case FactHead.Other other -> CheckpointKey.of(other.fact()).kind();
    };
  }

  private boolean foldOfPartition(FactHead head, byte[] value) {
    return switch (head) {
      case FactHead.Other(Fact.SchemaSeen seen) -> fold(seen, value);
      case FactHead.Other(Fact.Barrier next) -> fold(next, value);
      default -> throw new IllegalArgumentException(head + " is not of a partition");
    };
  }

  private boolean fold(ChannelId id, FactHead head, byte[] value) {
    FoldedPage page = page(id);
    FoldedChannel channel = page.channel(id);
    List<byte @Nullable []> before = new ArrayList<>(FoldedChannel.KINDS.size());
    FoldedChannel.KINDS.forEach(kind -> before.add(channel.value(kind)));
    if (!channel.tell(head, value)) {
      return false;
    }
    page.changed(true);
    for (int i = 0; i < before.size(); i++) {
      Kind kind = FoldedChannel.KINDS.get(i);
      byte @Nullable [] was = before.get(i);
      byte @Nullable [] now = channel.value(kind);
      if (!Arrays.equals(was, now)) {
        drop(id, channel, kind, was);
        if (now != null) {
          add(id, channel, kind, now);
        }
      }
    }
    return true;
  }

  private FoldedPage page(ChannelId id) {
    return pages[Checkpoint.Page.of(id)];
  }

  /** Gives a value an entry of its own. */
  private void add(ChannelId id, FoldedChannel channel, Kind kind, byte[] value) {
    CheckpointKey key = CheckpointKey.of(kind, id);
    sum.add(key.toBytes(), value);
    changed.put(key, value);
    channel.single(kind, true);
  }

  /** Takes the entry of its own away that a value may have. */
  private void drop(ChannelId id, FoldedChannel channel, Kind kind, byte @Nullable [] value) {
    if (value != null && channel.isSingle(kind)) {
      CheckpointKey key = CheckpointKey.of(kind, id);
      sum.remove(key.toBytes(), value);
      changed.put(key, null);
      channel.single(kind, false);
    }
  }

  private boolean fold(Fact.SchemaSeen seen, byte[] value) {
    Long known = schemas.get(seen.schemaId());
    if (known != null && known <= seen.logOffset()) {
      return false;
    }
    schemas.put(seen.schemaId(), seen.logOffset());
    put(CheckpointKey.of(seen), value);
    return true;
  }

  private boolean fold(Fact.Barrier next, byte[] value) {
    if (next.logOffset() < barrier) {
      return false;
    }
    barrier = next.logOffset();
    put(CheckpointKey.of(next), value);
    return true;
  }

  private void put(CheckpointKey key, byte[] value) {
    byte @Nullable [] before = ofPartition.put(key, value);
    if (before != null) {
      sum.remove(key.toBytes(), before);
    }
    sum.add(key.toBytes(), value);
    changed.put(key, value);
  }

  /**
   * Moves the entries that stand alone into pages, and lets go of channels that were forgotten
   * before the barrier, because no recovery will replay what comes before it; and of positions that
   * nothing describes, because a descriptor comes before its first position.
   *
   * @param from number of the first page to look at
   * @param bytes of pages after which it stops, so that transactions stay small
   * @return the number of the next page to look at; {@link Checkpoint.Page#COUNT} after the last
   */
  int page(int from, long bytes) {
    long written = 0;
    int number = from;
    while (number < pages.length && written < bytes) {
      if (pages[number].changed()) {
        written += rewrite(number, pages[number]);
      }
      number++;
    }
    return number;
  }

  private int rewrite(int number, FoldedPage page) {
    page.changed(false);
    List<Bytes> entries = new ArrayList<>();
    int size = 0;
    Iterator<Map.Entry<ChannelId, FoldedChannel>> channels = page.channels().entrySet().iterator();
    while (channels.hasNext()) {
      Map.Entry<ChannelId, FoldedChannel> next = channels.next();
      FoldedChannel channel = next.getValue();
      if (channel.isUndescribed()) {
        drop(next.getKey(), channel, Kind.POSITION, channel.value(Kind.POSITION));
        channels.remove();
        undescribed++;
      } else if (channel.value(Kind.FORGOTTEN) != null) {
        if (channel.endedAt() < barrier) {
          drop(next.getKey(), channel, Kind.FORGOTTEN, channel.value(Kind.FORGOTTEN));
          channels.remove();
        } else {
          page.changed(true);
        }
      } else if (size + channel.pagedBytes() <= PAGE_BYTES) {
        size += channel.pagedBytes();
        enter(next.getKey(), channel, entries);
      } else {
        standAlone(next.getKey(), channel);
      }
    }
    write(number, page, entries);
    return size;
  }

  private void enter(ChannelId id, FoldedChannel channel, List<Bytes> entries) {
    for (Kind kind : FoldedChannel.PAGED) {
      byte @Nullable [] value = channel.value(kind);
      if (value != null) {
        entries.add(Bytes.wrap(value));
        drop(id, channel, kind, value);
      }
    }
  }

  private void standAlone(ChannelId id, FoldedChannel channel) {
    for (Kind kind : FoldedChannel.PAGED) {
      byte @Nullable [] value = channel.value(kind);
      if (value != null && !channel.isSingle(kind)) {
        add(id, channel, kind, value);
      }
    }
  }

  private void write(int number, FoldedPage page, List<Bytes> entries) {
    CheckpointKey key = CheckpointKey.ofPage(number);
    byte @Nullable [] before = page.digest();
    if (before != null) {
      sum.remove(before);
      page.digest(null);
      changed.put(key, null);
    }
    if (!entries.isEmpty()) {
      byte[] value = encoding.apply(new Checkpoint.Page(number, entries));
      byte[] digest = sum.digest(key.toBytes(), value);
      sum.add(digest);
      page.digest(digest);
      changed.put(key, value);
    }
  }

  /** The values by key, null for a tombstone, that changed since the last call. */
  Map<CheckpointKey, byte @Nullable []> takeChanged() {
    Map<CheckpointKey, byte @Nullable []> taken = new LinkedHashMap<>(changed);
    changed.clear();
    return taken;
  }

  /** How many positions that nothing describes were let go of since the last call. */
  int takeUndescribed() {
    int taken = undescribed;
    undescribed = 0;
    return taken;
  }

  /** The last barrier; -1 if none was told. */
  long barrier() {
    return barrier;
  }

  /** Number of live entries. */
  long count() {
    return sum.count();
  }

  /** Their sum, 32 bytes. */
  Bytes sum() {
    return sum.sum();
  }
}
