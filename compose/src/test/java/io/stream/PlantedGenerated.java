package io.pawl.stream;

import io.pawl.schema.Envelope;

/** Breaks a layer on purpose. */
public final class PlantedGenerated {
  private PlantedGenerated() {}

  static Class<?> generated() {
    return Envelope.class;
  }
}
