package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what an audit looks at and finds, from a certain offset of each partition on. */
final class Tally {
  private final long reportFrom;
  private final List<Difference> found = new ArrayList<>();
  private final KeyCount keys = new KeyCount();
  private int partition;
  private int partitions;
  private long audited;
  private long notAudited;
  private long outcomesGone;
  private long facts;
  private long checkpoints;
  private long differences;

  Tally(long reportFrom) {
    this.reportFrom = reportFrom;
  }

  /** What follows is of that partition. */
  void begin(int number) {
    partition = number;
    partitions++;
  }

  void audited(long offset) {
    audited += one(offset);
  }

  void notAudited(long offset) {
    notAudited += one(offset);
  }

  void outcomeGone(long offset) {
    outcomesGone += one(offset);
  }

  void fact(long offset) {
    facts += one(offset);
  }

  void checkpoint(long offset) {
    checkpoints += one(offset);
  }

  void differs(long offset, @Nullable ChannelId channel, String expected, String actual) {
    if (one(offset) == 0) {
      return;
    }
    differences++;
    if (found.size() < AuditReport.MAX_FOUND) {
      found.add(new Difference(partition, offset, channel, expected, actual));
    }
  }

  /** Which of the processors' keys are named. */
  KeyCount keys() {
    return keys;
  }

  private int one(long offset) {
    return offset >= reportFrom ? 1 : 0;
  }

  AuditReport report() {
    return new AuditReport(
        partitions,
        audited + notAudited + outcomesGone,
        audited,
        notAudited,
        outcomesGone,
        facts,
        checkpoints,
        differences,
        keys.uses(),
        found);
  }
}
