package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** When snapshots of a partition are due, and how far the one that is under way has come. */
final class SnapshotProgress {
  private static final int LAST = Checkpoint.Page.COUNT;

  /** Snapshots that were asked for so far, of all partitions. */
  private final AtomicLong requests;

  /** Facts between two that nobody asked for. */
  private final long every;

  /** Up to which of the {@link #requests} this has begun. */
  private long asked;

  /** The page with which the one under way goes on; none is after the last. */
  private int nextPage = LAST;

  private @Nullable Boundary last;

  SnapshotProgress(long every, AtomicLong requests) {
    this.every = every;
    this.requests = requests;
    this.asked = requests.get();
  }

  /** The last snapshot that is committed; null before the first. */
  @Nullable Boundary last() {
    return last;
  }

  /** A snapshot is complete. */
  void complete(Boundary boundary) {
    last = boundary;
  }

  /** Whether there is something to do although no fact comes. */
  boolean isDue() {
    return isUnderWay() || isAsked();
  }

  private boolean isAsked() {
    return asked != requests.get();
  }

  boolean isUnderWay() {
    return nextPage < LAST;
  }

  /**
   * Begins a snapshot if one is due.
   *
   * @param facts offset of the facts that are folded
   */
  void begin(long facts) {
    long before = last == null ? 0 : last.facts();
    if (!isUnderWay() && (isAsked() || facts - before >= every)) {
      asked = requests.get();
      nextPage = 0;
    }
  }

  /** The page to go on with. */
  int nextPage() {
    return nextPage;
  }

  /** The pages before {@code page} are written. */
  void written(int page) {
    nextPage = page;
  }
}
