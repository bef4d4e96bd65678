package io.pawl.ratchet;

import org.slf4j.LoggerFactory;

/** Breaks a layer on purpose. */
public final class PlantedLog {
  private PlantedLog() {}

  static void log() {
    LoggerFactory.getLogger(PlantedLog.class).info("a line");
  }
}
