package io.pawl.checkpoint.audit;

import java.util.List;

/**
 * What an audit looked at, and what it found.
 *
 * @param partitions looked at
 * @param records of the log, which are audited, not audited, or have outcomes that are gone
 * @param audited whose outcome was held against the one that the log implies
 * @param notAudited of channels whose state was not known there, as just behind a snapshot; of
 *     these only the number of outcomes was looked at
 * @param outcomesGone whose outcome the outputs' retention has deleted
 * @param facts held against the replayed state
 * @param checkpoints entries held against the replayed state
 * @param differences how many there are
 * @param keys of the processors that are still named, by id
 * @param found the first of them, at most {@link #MAX_FOUND}
 */
public record AuditReport(
    int partitions,
    long records,
    long audited,
    long notAudited,
    long outcomesGone,
    long facts,
    long checkpoints,
    long differences,
    List<KeyUse> keys,
    List<Difference> found) {
  /** Enough to see a pattern; a log under wrong keys differs in every record. */
  public static final int MAX_FOUND = 100;

  /** Copies the lists. */
  public AuditReport {
    keys = List.copyOf(keys);
    found = List.copyOf(found);
  }

  /** Whether all that was looked at follows from the log. */
  public boolean isClean() {
    return differences == 0;
  }
}
