package io.pawl.processor;

import org.springframework.boot.SpringApplication;

/** Breaks a layer on purpose. */
public final class PlantedSpring {
  private PlantedSpring() {}

  static Class<?> spring() {
    return SpringApplication.class;
  }
}
