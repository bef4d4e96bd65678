package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps book of one partition's snapshots: which were asked for, which is under way, which is
 * complete. It outlives the attempts of a lane, so that a request is answered although an attempt
 * fails. Lanes write to it, one after the other; whoever likes reads its state.
 */
final class SnapshotBook {
  /** Requests so far, of all partitions. */
  private final AtomicLong requests;

  private final InstantSource clock;

  private volatile SnapshotState state = SnapshotState.NONE;

  /** The age of what facts wait behind: the last snapshot, or the first fact; null if none wait. */
  private volatile @Nullable Instant waitingSince;

  /** The request that the snapshot under way answers. */
  private long answering;

  /** What is complete as soon as the open transaction commits. */
  private Checkpoint.@Nullable PartitionSnapshot written;

  SnapshotBook(AtomicLong requests, InstantSource clock) {
    this.requests = requests;
    this.clock = clock;
  }

  SnapshotState state() {
    return state;
  }

  /** Whether somebody waits for one that has not been begun. */
  boolean isAsked() {
    return answering < requests.get();
  }

  /** A lane's attempt begins, and with it everything that was not complete. */
  void restore(SnapshotState.@Nullable Last last) {
    SnapshotState known = state;
    answering = known.answered();
    written = null;
    state = new SnapshotState(known.answered(), false, last);
  }

  /**
   * Facts are folded up to there.
   *
   * @param first when the first of all facts was written; null if none was, or if it is not known
   *     because there is a snapshot
   */
  void folded(long facts, @Nullable Instant first) {
    SnapshotState.Last last = state.last();
    if (last == null) {
      waitingSince = first;
    } else {
      waitingSince = facts > last.factsOffset() ? last.at() : null;
    }
  }

  /** How old the last snapshot is, or the first fact without one; zero if no facts came since. */
  Duration age() {
    Instant since = waitingSince;
    Duration age = since == null ? Duration.ZERO : Duration.between(since, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Whether facts have waited for so long. */
  boolean isOlderThan(Duration limit) {
    return waitingSince != null && age().compareTo(limit) >= 0;
  }

  /** One is begun: it answers all requests so far. */
  void begun() {
    answering = requests.get();
    state = new SnapshotState(state.answered(), true, state.last());
  }

  /** Its last record is in the open transaction. */
  void written(Checkpoint.PartitionSnapshot snapshot) {
    written = snapshot;
  }

  /** The open transaction is committed; true if it completed a snapshot. */
  boolean committed() {
    Checkpoint.PartitionSnapshot complete = written;
    if (complete == null) {
      return false;
    }
    written = null;
    waitingSince = null;
    state =
        new SnapshotState(
            answering,
            false,
            new SnapshotState.Last(
                complete.mark().factsOffset(), complete.barrier(), clock.instant()));
    return true;
  }
}
