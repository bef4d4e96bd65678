package io.pawl.ratchet;

/**
 * The bits of one slot: which of the last W counters were accepted. They stand in a ring of 64-bit
 * words within a larger array, counter c in bit c mod W, so that a channel is one object.
 */
final class Window {
  private Window() {}

  /** Where a counter falls. */
  enum Placement {
    FRESH,
    REPLAYED,
    TOO_FAR,
    TOO_OLD
  }

  /** 64-bit words that a window of {@code width} counters takes. */
  static int words(int width) {
    return (width + 63) / 64;
  }

  /**
   * Places {@code counter} in the window at {@code ring[at]}. Changes nothing.
   *
   * @param top the highest accepted counter, -1 if none
   */
  static Placement place(long[] ring, int at, int width, int top, int counter) {
    if (counter > top) {
      return counter - top > width ? Placement.TOO_FAR : Placement.FRESH;
    }
    if (top - counter >= width) {
      return Placement.TOO_OLD;
    }
    return seen(ring, at, width, counter) ? Placement.REPLAYED : Placement.FRESH;
  }

  /** Marks a counter that was placed {@link Placement#FRESH}, and returns the new top. */
  static int mark(long[] ring, int at, int width, int top, int counter) {
    // What the ring's places held before is a whole window behind by now.
    for (int skipped = top + 1; skipped <= counter; skipped++) {
      int bit = bit(width, skipped);
      ring[at + (bit >>> 6)] &= ~(1L << bit);
    }
    int bit = bit(width, counter);
    ring[at + (bit >>> 6)] |= 1L << bit;
    return Math.max(top, counter);
  }

  /** Empties the window. */
  static void clear(long[] ring, int at, int width) {
    for (int word = 0; word < words(width); word++) {
      ring[at + word] = 0;
    }
  }

  private static boolean seen(long[] ring, int at, int width, int counter) {
    int bit = bit(width, counter);
    return (ring[at + (bit >>> 6)] & (1L << bit)) != 0;
  }

  private static int bit(int width, int counter) {
    return counter % width;
  }
}
