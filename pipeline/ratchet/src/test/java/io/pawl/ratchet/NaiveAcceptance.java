package io.pawl.ratchet;

import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The acceptance of one direction, written down as plainly as it can be: sets that never shrink.
 */
final class NaiveAcceptance {
  private final Policy policy;
  private final TreeMap<Long, TreeSet<Integer>> seen = new TreeMap<>();
  private long slot;
  private @Nullable Long previousSlot;
  private int overlap;
  private boolean diverged;

  NaiveAcceptance(Policy policy) {
    this.policy = policy;
  }

  long slot() {
    return slot;
  }

  int top(long ofSlot) {
    TreeSet<Integer> counters = seen.get(ofSlot);
    return counters == null ? -1 : counters.last();
  }

  @Nullable Refusal place(long at, int counter) {
    if (diverged) {
      return Refusal.REKEY_REQUIRED;
    }
    if (counter >= policy.slotMessages()) {
      return Refusal.COUNTER_OUT_OF_SLOT;
    }
    boolean open = at == slot || (previousSlot != null && previousSlot == at);
    if (!open && at < slot) {
      return Refusal.SLOT_EXPIRED;
    }
    if (!open && at > slot + policy.slotLookahead()) {
      return Refusal.SLOT_TOO_FAR;
    }
    int top = open ? top(at) : -1;
    if (counter > top && counter - top > policy.window()) {
      return Refusal.COUNTER_TOO_FAR;
    }
    if (counter <= top && top - counter >= policy.window()) {
      return Refusal.COUNTER_TOO_OLD;
    }
    TreeSet<Integer> counters = seen.get(at);
    return open && counters != null && counters.contains(counter) ? Refusal.REPLAYED : null;
  }

  boolean commit(long at, int counter) {
    boolean advances = at > slot;
    if (advances) {
      previousSlot = slot;
      slot = at;
      overlap = policy.overlap();
    } else if (previousSlot != null && --overlap == 0) {
      previousSlot = null;
    }
    seen.computeIfAbsent(at, any -> new TreeSet<>()).add(counter);
    return advances;
  }

  void diverge() {
    diverged = true;
  }
}
