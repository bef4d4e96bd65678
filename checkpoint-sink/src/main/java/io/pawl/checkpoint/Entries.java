package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.stream.checkpoint.EntrySum;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live entries of one partition of the checkpoints topic, and which of them changed since they
 * were last written.
 */
final class Entries {
  private final Map<ChannelId, FoldedChannel> channels = new HashMap<>();
  private final Map<CheckpointKey, byte[]> ofPartition = new HashMap<>();

  /** By schema id: the first record of the log that was decoded with it. */
  private final Map<Integer, Long> schemas = new HashMap<>();

  /** Those that are known to be forgotten: few, since a barrier soon passes them. */
  private final Map<ChannelId, FoldedChannel> forgotten = new HashMap<>();

  private final EntrySum sum = new EntrySum();
  private final Map<CheckpointKey, byte @Nullable []> changed = new LinkedHashMap<>();
  private long barrier = -1;

  /** Puts back an entry that stands in the topic. */
  void restore(FactHead head, byte[] value) {
    fold(head, value);
    changed.clear();
  }

  /**
   * Folds a fact in.
   *
   * @return false if it tells nothing new
   */
  boolean fold(FactHead head, byte[] value) {
    return switch (head) {
      case FactHead.Descriptor(ChannelId channel, long covered, boolean opening) ->
          fold(channel, head, value);
      case FactHead.Position(ChannelId channel, long covered) -> fold(channel, head, value);
      case FactHead.Other(Fact.Closed closed) -> fold(closed.channel(), head, value);
      case FactHead.Other(Fact.Forgotten gone) -> fold(gone.channel(), head, value);
      case FactHead.Other(Fact.SchemaSeen seen) -> fold(seen, value);
      case FactHead.Other(Fact.Barrier next) -> fold(next, value);
      case FactHead.Other other ->
          throw new IllegalArgumentException(other.fact() + " stands under no key");
    };
  }

  private boolean fold(ChannelId id, FactHead head, byte[] value) {
    FoldedChannel channel = channels.computeIfAbsent(id, unknown -> new FoldedChannel());
    List<byte @Nullable []> before = values(channel);
    if (!channel.tell(head, value)) {
      return false;
    }
    for (int i = 0; i < before.size(); i++) {
      Kind kind = FoldedChannel.KINDS.get(i);
      byte @Nullable [] now = channel.value(kind);
      if (!Arrays.equals(now, before.get(i))) {
        change(id, channel, kind, before.get(i), now);
      }
    }
    if (channel.value(Kind.FORGOTTEN) == null) {
      forgotten.remove(id);
    } else {
      forgotten.put(id, channel);
    }
    return true;
  }

  private static List<byte @Nullable []> values(FoldedChannel channel) {
    List<byte @Nullable []> values = new ArrayList<>(FoldedChannel.KINDS.size());
    FoldedChannel.KINDS.forEach(kind -> values.add(channel.value(kind)));
    return values;
  }

  private void change(
      ChannelId id,
      FoldedChannel channel,
      Kind kind,
      byte @Nullable [] before,
      byte @Nullable [] now) {
    CheckpointKey key = CheckpointKey.of(kind, id);
    boolean stood = channel.isSingle(kind);
    if (stood && before != null) {
      sum.remove(key.toBytes(), before);
    }
    if (now != null) {
      sum.add(key.toBytes(), now);
    }
    if (stood || now != null) {
      changed.put(key, now);
    }
    channel.single(kind, now != null);
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
    letGo();
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

  /** No recovery will replay what comes before the barrier: who was forgotten there is no news. */
  private void letGo() {
    for (var each : List.copyOf(forgotten.entrySet())) {
      if (each.getValue().endedAt() < barrier) {
        change(
            each.getKey(),
            each.getValue(),
            Kind.FORGOTTEN,
            each.getValue().value(Kind.FORGOTTEN),
            null);
        forgotten.remove(each.getKey());
        channels.remove(each.getKey());
      }
    }
  }

  /** The values by key, null for a tombstone, that changed since the last call. */
  Map<CheckpointKey, byte @Nullable []> takeChanged() {
    Map<CheckpointKey, byte @Nullable []> taken = new LinkedHashMap<>(changed);
    changed.clear();
    return taken;
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
