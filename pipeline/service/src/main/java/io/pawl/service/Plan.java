package io.pawl.service;

import io.pawl.stream.LaneOwner;

/** How a service's core is made once everything is there that it stands on. */
@FunctionalInterface
public interface Plan {
  /** Begins. Logging works, and nothing is to be waited for any more. */
  LaneOwner begin(Ground ground);
}
