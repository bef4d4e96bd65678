package io.pawl.channel;

import io.pawl.ratchet.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * How far a receiving direction has come, on its way to the vault.
 *
 * @param messages that may be delivered once this is durable, counted from the first
 * @param taken log offset of the last message that is not to be handed over again
 * @param boundary where reading goes on; null if that has not moved
 */
record Progress(long messages, long taken, @Nullable Boundary boundary) {

  /**
   * A place between two records.
   *
   * @param last log offset of the last message before it
   * @param next offset of accepted records after it
   * @param state of the receiving direction there
   */
  record Boundary(long last, long next, Receiver.State state) {}

  /** This after {@code passed}, which the vault was not given: nothing of it is lost. */
  Progress after(@Nullable Progress passed) {
    if (passed == null || passed.boundary() == null) {
      return this;
    }
    if (boundary == null) {
      return new Progress(messages, taken, passed.boundary());
    }
    passed.boundary().state().erase();
    return this;
  }

  void erase() {
    if (boundary != null) {
      boundary.state().erase();
    }
  }
}
