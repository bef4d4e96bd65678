package io.pawl.stream.checkpoint;

import io.pawl.stream.codec.FactHead;

/** Takes the entries of checkpoints, one after the other. */
@FunctionalInterface
public interface FactTaker {
  /**
   * Takes an entry.
   *
   * @param value its own bytes, which hold nothing else in memory
   * @param single whether it stands under a key of its own, not in a page
   */
  void take(FactHead head, byte[] value, boolean single);
}
