package io.pawl.load.scenario;

import java.util.SplittableRandom;

/**
 * Bytes of payloads: any from {@code least} to {@code most}, all alike.
 *
 * @param least 8, which number the message, to {@code most}
 * @param most at most 100,000
 */
record Sizes(int least, int most) {
  /** The message's number. */
  static final int LEAST = Long.BYTES;

  /** A tenth of what a record may have: beyond that a broker's network is measured. */
  static final int MOST = 100_000;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException that begins with the field's name
   */
  Sizes {
    Scenario.require("size", least, LEAST, MOST);
    Scenario.require("size", most, LEAST, MOST);
    if (least > most) {
      throw new IllegalArgumentException(
          "size must not have a least, %d, above its most, %d".formatted(least, most));
    }
  }

  int draw(SplittableRandom random) {
    return least == most ? least : random.nextInt(least, most + 1);
  }

  @Override
  public String toString() {
    return least == most ? least + " bytes" : "%d to %d bytes".formatted(least, most);
  }
}
