package io.pawl.load.traffic;

import io.pawl.ratchet.Verdict;
import org.jspecify.annotations.Nullable;

/** The end of a log, which keeps the order of what it gets in each partition. */
@FunctionalInterface
public interface LogAppender {
  /**
   * Appends a record.
   *
   * @param forged whether no peer wrote it
   * @param expected what is to become of it, by the protocol
   */
  void append(
      int partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      boolean forged,
      Verdict expected);
}
