package io.pawl.channel;

import io.pawl.channel.Vault.Receiving;
import java.util.List;
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
   * @param epoch that is read there
   * @param states of the receiving direction there
   */
  record Boundary(long last, long next, int epoch, List<Receiving> states) {
    void erase() {
      states.forEach(each -> each.state().erase());
    }
  }

  /** This after {@code passed}, which the vault was not given: nothing of it is lost. */
  Progress after(@Nullable Progress passed) {
    if (passed == null || passed.boundary() == null) {
      return this;
    }
    if (boundary == null) {
      return new Progress(messages, taken, passed.boundary());
    }
    passed.boundary().erase();
    return this;
  }

  void erase() {
    if (boundary != null) {
      boundary.erase();
    }
  }
}
