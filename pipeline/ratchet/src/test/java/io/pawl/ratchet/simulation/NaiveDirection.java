package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The acceptance of one direction of one epoch, straight from the protocol's words: it remembers
 * all that was accepted, and finds everything anew each time.
 */
final class NaiveDirection {
  private record Place(long slot, int counter) {}

  /** What becomes of an authentic envelope. */
  enum Decision {
    ACCEPT,
    REFUSE,
    DIVERGE
  }

  private final Policy policy;
  private final List<Place> accepted = new ArrayList<>();
  private boolean diverged;

  NaiveDirection(Policy policy) {
    this.policy = policy;
  }

  Decision decide(long slot, int counter) {
    if (diverged || counter >= policy.slotMessages()) {
      return Decision.REFUSE;
    }
    long current = currentSlot();
    if (slot > current + policy.slotLookahead()) {
      return Decision.DIVERGE;
    }
    if (slot < current && slot != previousSlot()) {
      return Decision.REFUSE;
    }
    Set<Integer> seen = new HashSet<>();
    int top = -1;
    for (Place place : accepted) {
      if (place.slot() == slot) {
        seen.add(place.counter());
        top = Math.max(top, place.counter());
      }
    }
    if (counter > top + policy.window()) {
      return Decision.DIVERGE;
    }
    boolean inWindow = counter > top - policy.window();
    return inWindow && !seen.contains(counter) ? Decision.ACCEPT : Decision.REFUSE;
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
