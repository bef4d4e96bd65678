package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The acceptance of one direction of one epoch, straight from the protocol's words: it remembers
 * all that was accepted, and finds everything anew each time.
 */
final class NaiveDirection {
  private record Place(long slot, int counter) {}

  private final Policy policy;
  private final List<Place> accepted = new ArrayList<>();
  private boolean diverged;

  NaiveDirection(Policy policy) {
    this.policy = policy;
  }

  /** Why an authentic envelope is refused; null if it is accepted. */
  @Nullable Refusal refusal(long slot, int counter) {
    if (diverged) {
      return Refusal.REKEY_REQUIRED;
    }
    if (counter >= policy.slotMessages()) {
      return Refusal.COUNTER_OUT_OF_SLOT;
    }
    long current = currentSlot();
    if (slot > current + policy.slotLookahead()) {
      return Refusal.SLOT_TOO_FAR;
    }
    if (slot < current && slot != previousSlot()) {
      return Refusal.SLOT_EXPIRED;
    }
    int top = top(slot);
    if (counter > top + policy.window()) {
      return Refusal.COUNTER_TOO_FAR;
    }
    if (counter <= top - policy.window()) {
      return Refusal.COUNTER_TOO_OLD;
    }
    return accepted(slot, counter) ? Refusal.REPLAYED : null;
  }

  void accept(long slot, int counter) {
    accepted.add(new Place(slot, counter));
  }

  boolean accepted(long slot, int counter) {
    return accepted.contains(new Place(slot, counter));
  }

  void diverge() {
    diverged = true;
  }

  int window() {
    return policy.window();
  }

  int count() {
    return accepted.size();
  }

  /** The highest counter accepted in a slot; -1 if none. */
  int top(long slot) {
    return accepted.stream()
        .filter(place -> place.slot() == slot)
        .mapToInt(Place::counter)
        .max()
        .orElse(-1);
  }

  long currentSlot() {
    return accepted.stream().mapToLong(Place::slot).max().orElse(0);
  }

  /** The slot before, while its overlap lasts; -1 if there is none. */
  long previousSlot() {
    long current = currentSlot();
    if (current == 0) {
      return -1;
    }
    int begun = 0;
    long before = 0;
    while (accepted.get(begun).slot() != current) {
      before = Math.max(before, accepted.get(begun).slot());
      begun++;
    }
    int since = accepted.size() - begun - 1;
    return since < policy.overlap() ? before : -1;
  }
}
