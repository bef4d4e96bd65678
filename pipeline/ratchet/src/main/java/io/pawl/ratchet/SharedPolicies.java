package io.pawl.ratchet;

import java.util.HashMap;
import java.util.Map;

/** Lets the channels of a partition share equal policies: few fleets have more than a handful. */
final class SharedPolicies {
  /**
   * Policies shared at most: whoever opens channels could make up any number, and the table must
   * not outgrow the channels.
   */
  private static final int MOST = 1_024;

  private final Map<Policy, Policy> shared = new HashMap<>();

  /** An equal policy to keep; not a view of a record. */
  Policy share(Policy policy) {
    Policy known = shared.get(policy);
    if (known != null) {
      return known;
    }
    Policy kept = policy.detached();
    if (shared.size() < MOST) {
      shared.put(kept, kept);
    }
    return kept;
  }
}
