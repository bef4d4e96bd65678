package io.pawl.checkpoint;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one partition stands with its snapshots.
 *
 * @param answered the latest request, counted from 1, after which a snapshot was begun that is
 *     complete; 0 if none
 * @param underWay whether one is being written now
 * @param last the last complete one; null if none is known
 */
public record SnapshotState(long answered, boolean underWay, @Nullable Last last) {
  static final SnapshotState NONE = new SnapshotState(0, false, null);

  /**
   * A complete snapshot.
   *
   * @param factsOffset before which all facts are folded into it
   * @param barrier where a recovery from it begins to replay the log
   * @param at when it was written
   */
  public record Last(long factsOffset, long barrier, Instant at) {}
}
