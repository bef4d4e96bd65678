package io.pawl.ratchet.simulation;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a processor commits of its state: each channel's latest snapshot, made at once where a
 * transition changed it and some time later where only messages did.
 */
final class Checkpoints {
  /** A channel as of a place in the log. */
  record Covered(Snapshot snapshot, int upTo) {}

  /**
   * All channels, as once committed.
   *
   * @param from index in the log from which a replay misses nothing
   */
  record Checkpoint(Map<ChannelId, Covered> channels, int from) {
    static final Checkpoint NONE = new Checkpoint(Map.of(), 0);
  }

  /**
   * Channels that are forgotten, and the index of the record with which they were. Their snapshots
   * stay until no replay can begin before that record: without the memory of its Close, a replay
   * would take an old OPEN of the channel, and its old answer, for new ones.
   */
  private final Map<ChannelId, Integer> forgotten = new TreeMap<>();

  private final List<Checkpoint> history = new ArrayList<>(List.of(Checkpoint.NONE));

  /** Channels whose snapshot is out of date, and the index of the record that made it so. */
  private Map<ChannelId, Integer> dirty = new TreeMap<>();

  private Map<ChannelId, Integer> staged = new TreeMap<>();
  private Map<ChannelId, Integer> due = new TreeMap<>();

  Checkpoints() {}

  /** A record was decided; nothing of it counts before the commit. */
  void stage(int index, ChannelId channel, Outcome outcome) {
    switch (outcome.change()) {
      case NONE -> {}
      case POSITION -> staged.putIfAbsent(channel, index);
      case DESCRIPTOR, CLOSED -> due.put(channel, index);
    }
    for (ChannelId forgotten : outcome.forgotten()) {
      due.put(forgotten, index);
    }
  }

  /** Forgets what was staged. */
  void abort() {
    staged = new TreeMap<>();
    due = new TreeMap<>();
  }

  /**
   * Makes durable what was staged.
   *
   * @param end index of the first record that is not covered
   * @param positions whether channels that only messages changed are written too
   */
  void commit(Partition partition, int end, boolean positions) {
    staged.forEach(dirty::putIfAbsent);
    if (positions) {
      due.putAll(dirty);
    }
    Map<ChannelId, Covered> channels = new TreeMap<>(history.getLast().channels());
    for (ChannelId channel : due.keySet()) {
      Snapshot snapshot = partition.snapshot(channel);
      if (snapshot == null) {
        forgotten.put(channel, end);
      } else {
        forgotten.remove(channel);
        channels.put(channel, new Covered(snapshot, end));
      }
      dirty.remove(channel);
    }
    int from = dirty.values().stream().mapToInt(Integer::intValue).min().orElse(end);
    for (ChannelId channel : List.copyOf(forgotten.keySet())) {
      if (forgotten.getOrDefault(channel, end) <= from) {
        forgotten.remove(channel);
        channels.remove(channel);
      }
    }
    history.add(new Checkpoint(Map.copyOf(channels), from));
    abort();
  }

  /** The one committed {@code back} commits before the last, or the first. */
  Checkpoint before(int back) {
    return history.get(Math.max(0, history.size() - 1 - back));
  }
}
