package io.pawl.load.chart;

/**
 * The part of a chart that values are drawn in: from 0 at the left and the bottom.
 *
 * @param left in pixels, as all but the last two
 * @param xMost the x at the right edge
 * @param yMost the y at the top edge
 */
record Plot(double left, double top, double width, double height, double xMost, double yMost) {
  double right() {
    return left + width;
  }

  double bottom() {
    return top + height;
  }

  /** Where a value stands, from left to right. */
  double x(double value) {
    return left + width * value / xMost;
  }

  /** Where a value stands, from the bottom up. */
  double y(double value) {
    return bottom() - height * value / yMost;
  }
}
