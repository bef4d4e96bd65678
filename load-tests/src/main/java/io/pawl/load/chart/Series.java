package io.pawl.load.chart;

/**
 * A line of a chart.
 *
 * @param name that stands at its end
 * @param x of its points, ascending
 * @param y of them, none below 0; NaN where nothing is known
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Series(String name, double[] x, double[] y) {
  /**
   * Checks the points.
   *
   * @throws IllegalArgumentException if there are not as many x as y
   */
  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "%s has %d x and %d y".formatted(name, x.length, y.length));
    }
  }

  /** The greatest y; 0 if there is none. */
  double most() {
    double most = 0;
    for (double value : y) {
      most = value > most ? value : most;
    }
    return most;
  }
}
