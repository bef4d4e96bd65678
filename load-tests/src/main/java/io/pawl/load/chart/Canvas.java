package io.pawl.load.chart;

/** What charts are drawn on: x grows to the right, y downwards, both in pixels. */
interface Canvas {
  /** Where a text stands to its x. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /** A straight line. */
  void line(double x1, double y1, double x2, double y2, Ink ink);

  /** A line through points, with a dash of {@code dash} pixels, or whole if that is 0. */
  void path(double[] x, double[] y, Ink ink, int dash);

  /** A filled box. */
  void box(double x, double y, double width, double height, Ink ink);

  /** A dot with a rim of the ground's colour, so that dots upon each other are told apart. */
  void dot(double x, double y, double radius, Ink ink);

  /**
   * A text on the line {@code y}.
   *
   * @param size in pixels
   */
  void text(double x, double y, Anchor anchor, int size, boolean bold, Ink ink, String text);
}
