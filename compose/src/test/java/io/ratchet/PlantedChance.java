package io.pawl.ratchet;

import java.security.SecureRandom;

/** Breaks a layer on purpose. */
public final class PlantedChance {
  private PlantedChance() {}

  static byte[] key() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
