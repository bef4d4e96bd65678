package io.pawl.ratchet;

/** Breaks a layer on purpose. */
public final class PlantedNanoTime {
  private PlantedNanoTime() {}

  static long now() {
    return System.nanoTime();
  }
}
