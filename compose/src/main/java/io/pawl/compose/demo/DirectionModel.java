package io.pawl.compose.demo;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What one direction of one epoch accepts, in the simplest way that can be right: it keeps every
 * counter ever accepted, and looks things up.
 */
final class DirectionModel {
  private static final long NONE = -1;

  private final Policy policy;
  private final Map<Long, BitSet> countersBySlot = new HashMap<>();
  private long current;
  private long previous = NONE;

  /** Accepted since the current slot's first. */
  private long acceptedSince;

  private boolean dead;

  DirectionModel(Policy policy) {
    this.policy = policy;
  }

  /** Decides about an authentic envelope, and takes note of it if it is accepted. */
  Verdict decide(long slot, int counter) {
    if (dead) {
      return refused(Refusal.REKEY_REQUIRED, Action.NONE);
    }
    if (counter >= policy.slotMessages()) {
      return refused(Refusal.COUNTER_OUT_OF_SLOT, Action.NONE);
    }
    if (slot > current + policy.slotLookahead()) {
      dead = true;
      return refused(Refusal.SLOT_TOO_FAR, Action.REESTABLISH);
    }
    if (slot < current && !isStillOpen(slot)) {
      return refused(Refusal.SLOT_EXPIRED, Action.ADVISE);
    }
    BitSet counters = countersBySlot.getOrDefault(slot, new BitSet());
    int highest = counters.length() - 1;
    if (counter - highest > policy.window()) {
      dead = true;
      return refused(Refusal.COUNTER_TOO_FAR, Action.REESTABLISH);
    }
    if (highest - counter >= policy.window()) {
      return refused(Refusal.COUNTER_TOO_OLD, Action.NONE);
    }
    if (counters.get(counter)) {
      return refused(Refusal.REPLAYED, Action.NONE);
    }
    return accepted(slot, counter);
  }

  private boolean isStillOpen(long slot) {
    return slot == previous && acceptedSince < policy.overlap();
  }

  private Verdict accepted(long slot, int counter) {
    boolean advances = slot > current;
    if (advances) {
      previous = current;
      current = slot;
      acceptedSince = 0;
    } else {
      acceptedSince++;
    }
    countersBySlot.computeIfAbsent(slot, any -> new BitSet()).set(counter);
    return new Verdict.Accepted(advances);
  }

  private static Verdict refused(Refusal refusal, Action action) {
    return new Verdict.Refused(refusal, action);
  }
}
