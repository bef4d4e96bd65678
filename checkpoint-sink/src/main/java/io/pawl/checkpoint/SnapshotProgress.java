package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;
import java.time.Duration;
import java.time.Instant;
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

  /** Age of the last at which facts that came since are enough for another. */
  private final Duration after;

  /** When the first fact was written, as long as there is no snapshot. */
  private @Nullable Instant first;

  /** The page with which the one under way goes on; none is after the last. */
  private int nextPage = END;

  SnapshotProgress(SnapshotBook book, long every, Duration after) {
    this.book = book;
    this.every = every;
    this.after = after;
  }

  /**
   * The attempt begins with what it has read.
   *
   * @param last null if there is no snapshot
   * @param facts offset up to which facts are folded
   * @param first when the first fact was written; null if there is none, or a snapshot
   */
  void restore(SnapshotState.@Nullable Last last, long facts, @Nullable Instant first) {
    this.first = first;
    book.restore(last);
    book.folded(facts, first);
  }

  /** A fact is folded that was written at that time. */
  void fact(long timestamp) {
    if (first == null && last() == null) {
      first = Instant.ofEpochMilli(timestamp);
    }
  }

  /** The last snapshot that is committed; null before the first. */
  SnapshotState.@Nullable Last last() {
    return book.state().last();
  }

  /** Whether there is something to do although no fact comes. */
  boolean isDue() {
    return isUnderWay() || book.isAsked() || book.isOlderThan(after);
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
    book.folded(facts, first);
    if (!isUnderWay() && (book.isAsked() || facts - before >= every || book.isOlderThan(after))) {
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
