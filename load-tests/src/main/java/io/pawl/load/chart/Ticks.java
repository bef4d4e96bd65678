package io.pawl.load.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The numbers that stand along an axis from 0 on: steps of 1, 2 or 5 times a power of ten.
 *
 * @param step between two ticks, above 0
 * @param count of the steps, at least 1
 */
record Ticks(double step, int count) {
  /** More make an axis hard to read. */
  private static final int MOST = 6;

  /** What there is to show where all values are 0. */
  private static final double NOTHING = 1;

  /**
   * Those that reach {@code most}.
   *
   * @throws IllegalArgumentException if that is no number, or below 0
   */
  static Ticks upTo(double most) {
    if (!(most >= 0) || Double.isInfinite(most)) {
      throw new IllegalArgumentException("an axis reaches from 0 to a number, not " + most);
    }
    double reach = most == 0 ? NOTHING : most;
    double power = Math.pow(10, Math.floor(Math.log10(reach / MOST)));
    for (double factor : new double[] {1, 2, 5, 10}) {
      double step = factor * power;
      int count = (int) Math.ceil(reach / step - 1e-9);
      if (count <= MOST) {
        return new Ticks(step, Math.max(1, count));
      }
    }
    throw new AssertionError("ten times a power of ten is enough for " + most);
  }

  /** The highest. */
  double end() {
    return step * count;
  }

  /** All of them, 0 first. */
  List<Double> values() {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      values.add(i * step);
    }
    return values;
  }

  /** A tick in as few digits as tell it from its neighbours. */
  String label(double value) {
    int digits = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
