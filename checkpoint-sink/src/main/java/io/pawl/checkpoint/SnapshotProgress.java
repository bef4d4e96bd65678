package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * When snapshots of a partition are due, and how far the one that is under way has come, in one
 * attempt of a lane.
 */
final class SnapshotProgress {
  private static final int END = Checkpoint.Page.COUNT;

  private final SnapshotBook book;

  /** Facts between two that nobody asked for. */
  private final long every;

  /** The page with which the one under way goes on; none is after the last. */
  private int nextPage = END;

  SnapshotProgress(SnapshotBook book, long every) {
    this.book = book;
    this.every = every;
  }

  /** The attempt begins with what it has read. */
  void restore(Checkpoint.@Nullable PartitionSnapshot last) {
    book.restore(last);
  }

  /** The last snapshot that is committed; null before the first. */
  SnapshotState.@Nullable Last last() {
    return book.state().last();
  }

  /** Whether there is something to do although no fact comes. */
  boolean isDue() {
    return isUnderWay() || book.isAsked();
  }

  boolean isUnderWay() {
    return nextPage < END;
  }

  /**
   * Begins a snapshot if one is due.
   *
   * @param facts offset up to which facts are folded
   */
  void begin(long facts) {
    SnapshotState.Last last = last();
    long before = last == null ? 0 : last.factsOffset();
    if (!isUnderWay() && (book.isAsked() || facts - before >= every)) {
      book.begun();
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

  /** The open transaction completes a snapshot. */
  void complete(Checkpoint.PartitionSnapshot snapshot) {
    book.written(snapshot);
  }

  /** The open transaction is committed; true if it completed a snapshot. */
  boolean committed() {
    return book.committed();
  }
}
