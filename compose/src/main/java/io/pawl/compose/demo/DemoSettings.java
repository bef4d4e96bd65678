package io.pawl.compose.demo;

import io.pawl.ratchet.Policy;
import java.util.List;

/**
 * What a run of the demo is asked for.
 *
 * @param channels from 1 to {@link #MAX_CHANNELS}; each has two peers
 * @param seed of the adversary and of the bundled text
 */
public record DemoSettings(int channels, long seed) {
  /** Two peers for each and a history for the adversary: more do not fit the launcher's heap. */
  public static final int MAX_CHANNELS = 2_000;

  /**
   * Of each channel: slots of 64 messages, so that a short text turns many, and small cells for
   * short lines.
   */
  public static final Policy POLICY = new Policy(64, 32, 64, 256, 4, 3, 8, 0, 0, List.of());

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if there are too few channels, or too many
   */
  public DemoSettings {
    if (channels < 1 || channels > MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "channels must be from 1 to %,d, not %,d".formatted(MAX_CHANNELS, channels));
    }
  }

  /** Directions, each with a sender of its own. */
  public int directions() {
    return 2 * channels;
  }
}
