package io.pawl.ratchet.simulation;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The processor of the partition, which crashes, beside one that never does. Decides in batches;
 * what a batch gave is seen by nobody before its commit.
 */
final class Processor {
  private final Log log;
  private final Oracle oracle;
  private final int partitions;
  private final Partition steady;
  private final Checkpoints checkpoints = new Checkpoints();
  private final List<Entry> published = new ArrayList<>();
  private Partition live;

  /** Index of the next record for each. */
  private int steadyAt;

  private int liveAt;

  /** Set after a recovery, until both stand at the same place. */
  private boolean unproven;

  Processor(Log log, Oracle oracle, int partitions) {
    this.log = log;
    this.oracle = oracle;
    this.partitions = partitions;
    this.steady = partition();
    this.live = partition();
  }

  private Partition partition() {
    return new Partition(0, partitions, Cast.GRANT_KEYS);
  }

  /** Decided and committed, in order. */
  List<Entry> published() {
    return published;
  }

  boolean hasWork() {
    return liveAt < log.size();
  }

  /** Decides up to {@code count} records. */
  void process(int count) {
    for (int i = 0; i < count && hasWork(); i++) {
      Entry entry = log.get(liveAt);
      if (liveAt == steadyAt) {
        Outcome outcome = steady.accept(entry.offset(), entry.key(), entry.record());
        steadyAt++;
        entry.decide(outcome, oracle.judge(entry, outcome));
      }
      checkpoints.stage(liveAt, entry.record().channel(), replay(live, entry));
      liveAt++;
      proveRecovery();
    }
  }

  private static Outcome replay(Partition partition, Entry entry) {
    Outcome outcome = partition.accept(entry.offset(), entry.key(), entry.record());
    Outcome expected = entry.outcome();
    Check.RECOVERY_IS_EXACT.that(
        outcome.verdict().equals(expected.verdict())
            && outcome.events().equals(expected.events())
            && outcome.change() == expected.change(),
        () -> "offset %d: %s, and without a crash %s".formatted(entry.offset(), outcome, expected));
    return outcome;
  }

  /** Makes visible what was decided. */
  void commit(boolean positions) {
    while (published.size() < liveAt) {
      published.add(log.get(published.size()));
    }
    checkpoints.commit(live, liveAt, positions);
  }

  /**
   * Loses all that is not committed, and recovers.
   *
   * @param back commits before the last from whose checkpoint it does
   */
  void crash(int back, long seed) {
    checkpoints.abort();
    Checkpoints.Checkpoint checkpoint = checkpoints.before(back);
    Partition recovered = partition();
    List<Checkpoints.Covered> channels = new ArrayList<>(checkpoint.channels().values());
    Collections.shuffle(channels, new Random(seed));
    channels.forEach(covered -> restore(recovered, covered.snapshot()));
    for (int index = checkpoint.from(); index < published.size(); index++) {
      Entry entry = log.get(index);
      Checkpoints.Covered covered = checkpoint.channels().get(entry.record().channel());
      if (covered == null || covered.upTo() <= index) {
        replay(recovered, entry);
      }
    }
    if (!published.isEmpty()) {
      recovered.advanceTo(published.getLast().offset());
    }
    live = recovered;
    liveAt = published.size();
    unproven = true;
    proveRecovery();
  }

  /** As a processor does: open channels sleep until they are named. */
  private static void restore(Partition partition, Snapshot snapshot) {
    if (snapshot instanceof Snapshot.Live live && live.descriptor().current() != null) {
      partition.restore(live.channel(), () -> live);
    } else {
      partition.restore(snapshot);
    }
  }

  private void proveRecovery() {
    if (!unproven || liveAt != steadyAt) {
      return;
    }
    unproven = false;
    Map<ChannelId, Snapshot> expected = snapshots(steady);
    Map<ChannelId, Snapshot> actual = snapshots(live);
    Check.RECOVERY_IS_EXACT.that(
        actual.equals(expected),
        () -> "at index %d: %s, not %s".formatted(liveAt, actual, expected));
  }

  /** Whether both processors have decided the same records. */
  boolean isInStep() {
    return liveAt == steadyAt;
  }

  private static Map<ChannelId, Snapshot> snapshots(Partition partition) {
    Map<ChannelId, Snapshot> snapshots = new TreeMap<>();
    partition
        .ids()
        .forEach(id -> {
          Snapshot snapshot = partition.snapshot(id);
          if (snapshot != null) {
            snapshots.put(id, snapshot);
          }
        });
    return snapshots;
  }

  /** Both processors' states, for a search after keys. */
  List<Partition> partitions() {
    return List.of(steady, live);
  }
}
