package io.pawl.load.chart;

import java.util.List;

/**
 * Charts side by side.
 *
 * @param title of all
 * @param charts from left to right
 */
public record Row(String title, List<Chart> charts) implements Chart {
  /** Copies the list. */
  public Row {
    charts = List.copyOf(charts);
  }

  @Override
  public int width() {
    return charts.stream().mapToInt(Chart::width).sum();
  }

  @Override
  public int height() {
    return charts.stream().mapToInt(Chart::height).max().orElse(0);
  }

  @Override
  public void draw(Canvas canvas, double left, double top) {
    double x = left;
    for (Chart chart : charts) {
      chart.draw(canvas, x, top);
      x += chart.width();
    }
  }
}
