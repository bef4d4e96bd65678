package io.pawl.gateway;

import io.pawl.compose.broker.EmbeddedKafka;

/** Breaks a layer on purpose. */
public final class PlantedNeighbour {
  private PlantedNeighbour() {}

  static Class<?> neighbour() {
    return EmbeddedKafka.class;
  }
}
