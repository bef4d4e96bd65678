package io.pawl.load.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/**
 * How long partitions with records to judge showed no outcome: from the last one that was visible,
 * or from when the next record was appended if that was later, until the next one was visible.
 */
final class Pauses {
  /** A fault, and the longest pause that ended after it began and before the next one did. */
  static final class After {
    private final Fault fault;
    private final boolean alone;
    private final long began;
    private long longestMillis;

    private After(Fault fault, long began, boolean alone) {
      this.fault = fault;
      this.began = began;
      this.alone = alone;
    }

    Fault fault() {
      return fault;
    }

    /** Whether all was well when it began, and was again before the next one. */
    boolean alone() {
      return alone;
    }

    long longestMillis() {
      return longestMillis;
    }
  }

  private final List<After> faults = new ArrayList<>();
  private long begunMillis;
  private long longestMillis;

  /** All is well for the first time: what was slow to start before is no pause. */
  void begin(long millis) {
    begunMillis = millis;
  }

  /**
   * A fault begins; faults come in the order of time.
   *
   * @param millis of the wall clock
   * @param alone whether it has no other one's consequences beside its own
   */
  void began(Fault fault, long millis, boolean alone) {
    faults.add(new After(fault, millis, alone));
  }

  /**
   * Adds a partition.
   *
   * @param seen its outcomes in the order of time
   * @param appended when the record at an offset of the log was appended
   */
  void add(List<Sight.Seen> seen, LongUnaryOperator appended) {
    long before = begunMillis;
    for (Sight.Seen outcome : seen) {
      note(
          outcome.millis() - Math.max(before, appended.applyAsLong(outcome.offset())),
          outcome.millis());
      before = Math.max(before, outcome.millis());
    }
  }

  private void note(long pause, long end) {
    longestMillis = Math.max(longestMillis, pause);
    for (After fault : faults.reversed()) {
      if (fault.began <= end) {
        fault.longestMillis = Math.max(fault.longestMillis, pause);
        return;
      }
    }
  }

  /** The longest of all, in milliseconds. */
  long longestMillis() {
    return longestMillis;
  }

  /** Each fault, with the longest pause after it. */
  List<After> faults() {
    return faults;
  }

  /** The longest after each kind of fault, of those that were alone. */
  Map<Fault, Long> longestAlone() {
    Map<Fault, Long> longest = new EnumMap<>(Fault.class);
    for (After after : faults) {
      if (after.alone) {
        longest.merge(after.fault, after.longestMillis, Math::max);
      }
    }
    return longest;
  }
}
