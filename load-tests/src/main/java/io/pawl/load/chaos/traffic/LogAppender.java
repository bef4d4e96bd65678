package io.pawl.load.chaos.traffic;

import org.jspecify.annotations.Nullable;

/** The end of a log, which keeps the order of what it gets in each partition. */
@FunctionalInterface
public interface LogAppender {
  /**
   * Appends a record.
   *
   * @param forged whether no peer wrote it
   */
  void append(int partition, byte @Nullable [] key, byte @Nullable [] value, boolean forged);
}
