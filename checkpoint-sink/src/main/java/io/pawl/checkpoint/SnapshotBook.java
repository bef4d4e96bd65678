package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;
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
  void restore(Checkpoint.@Nullable PartitionSnapshot last) {
    SnapshotState known = state;
    answering = known.answered();
    written = null;
    state = new SnapshotState(known.answered(), false, restored(known.last(), last));
  }

  private static SnapshotState.@Nullable Last restored(
      SnapshotState.@Nullable Last known, Checkpoint.@Nullable PartitionSnapshot read) {
    if (read == null || (known != null && known.factsOffset() == read.mark().factsOffset())) {
      return known;
    }
    return new SnapshotState.Last(read.mark().factsOffset(), read.barrier(), null);
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
    state =
        new SnapshotState(
            answering,
            false,
            new SnapshotState.Last(
                complete.mark().factsOffset(), complete.barrier(), clock.instant()));
    return true;
  }
}
