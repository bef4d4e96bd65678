package io.pawl.load.chaos;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run is to be.
 *
 * @param kills faults of processors after which it ends, at least 1, unless {@code length} says
 *     when
 * @param length after which it ends; null to end by {@code kills}
 * @param seed of everything that chance decides
 * @param channels open at any time, at least 1
 * @param rate steps of the traffic per second, at least 1: each is a record or a few
 * @param keep whether the folder of a run in which all was right is kept too
 */
record ChaosSettings(
    int kills, @Nullable Duration length, long seed, int channels, int rate, boolean keep) {
  ChaosSettings {
    if (kills < 1) {
      throw new IllegalArgumentException("kills must be at least 1, not " + kills);
    }
    if (length != null && !length.isPositive()) {
      throw new IllegalArgumentException("minutes must be at least 1, not " + length.toMinutes());
    }
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be at least 1, not " + channels);
    }
    if (rate < 1) {
      throw new IllegalArgumentException("rate must be at least 1, not " + rate);
    }
  }
}
