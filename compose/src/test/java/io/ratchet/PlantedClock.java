package io.pawl.ratchet;

import java.time.Instant;

/** Breaks a layer on purpose. */
public final class PlantedClock {
  private PlantedClock() {}

  static Instant now() {
    return Instant.now();
  }
}
