package io.pawl.load.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A few quantities over another one, mostly time.
 *
 * @param title what is shown, with the unit of y
 * @param xUnit of x, such as {@code seconds}
 * @param series the lines
 */
public record LineChart(String title, String xUnit, List<Series> series) implements Chart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 260;
  private static final int LEFT = 72;
  private static final int TOP = 40;
  private static final int BOTTOM = 44;

  /** For the names at the lines' ends. */
  private static final int RIGHT = 150;

  private static final int SMALL = 12;
  private static final int LARGE = 15;

  /** Between the base lines of two names. */
  private static final double LINE = 15;

  /** Lines beyond the first differ by their dashes too, for who sees no colours at all. */
  private static final int[] DASHES = {0, 7, 3, 11, 5};

  private record Label(String name, Ink ink, double y) {}

  /** Copies the list. */
  public LineChart {
    series = List.copyOf(series);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public void draw(Canvas canvas, double left, double top) {
    Ticks x = Ticks.upTo(series.stream().mapToDouble(LineChart::end).max().orElse(0));
    Ticks y = Ticks.upTo(series.stream().mapToDouble(Series::most).max().orElse(0));
    Plot plot =
        new Plot(
            left + LEFT, top + TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM, x.end(), y.end());
    canvas.text(left + LEFT, top + 20, Canvas.Anchor.START, LARGE, true, Ink.TEXT, title);
    drawAxes(canvas, plot, x, y);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      Series line = series.get(i);
      Ink ink = Ink.ofSeries(i);
      double end = drawLine(canvas, plot, line, ink, DASHES[i % DASHES.length]);
      labels.add(new Label(line.name(), ink, end));
    }
    drawLabels(canvas, plot, labels);
  }

  private static double end(Series line) {
    return line.x().length == 0 ? 0 : line.x()[line.x().length - 1];
  }

  private void drawAxes(Canvas canvas, Plot plot, Ticks x, Ticks y) {
    for (double value : y.values()) {
      double at = plot.y(value);
      canvas.line(plot.left(), at, plot.right(), at, value == 0 ? Ink.QUIET : Ink.GRID);
      canvas.text(
          plot.left() - 8, at + 4, Canvas.Anchor.END, SMALL, false, Ink.QUIET, y.label(value));
    }
    for (double value : x.values()) {
      double at = plot.x(value);
      canvas.line(at, plot.bottom(), at, plot.bottom() + 4, Ink.QUIET);
      canvas.text(
          at, plot.bottom() + 18, Canvas.Anchor.MIDDLE, SMALL, false, Ink.QUIET, x.label(value));
    }
    canvas.text(
        plot.right(), plot.bottom() + 34, Canvas.Anchor.END, SMALL, false, Ink.QUIET, xUnit);
  }

  /** Draws the line with gaps where nothing is known, and tells at what height it ends. */
  private static double drawLine(Canvas canvas, Plot plot, Series line, Ink ink, int dash) {
    double end = plot.bottom();
    int from = 0;
    for (int i = 0; i <= line.x().length; i++) {
      if (i < line.x().length && !Double.isNaN(line.y()[i])) {
        end = plot.y(line.y()[i]);
        continue;
      }
      int points = i - from;
      double[] x = new double[points];
      double[] y = new double[points];
      for (int j = 0; j < points; j++) {
        x[j] = plot.x(line.x()[from + j]);
        y[j] = plot.y(line.y()[from + j]);
      }
      if (points > 1) {
        canvas.path(x, y, ink, dash);
      } else if (points == 1) {
        canvas.dot(x[0], y[0], 3, ink);
      }
      from = i + 1;
    }
    return end;
  }

  /** Names at the lines' ends, moved apart where they would stand upon each other. */
  private static void drawLabels(Canvas canvas, Plot plot, List<Label> labels) {
    labels.sort(Comparator.comparingDouble(Label::y));
    // So that the last one still stands above the axis.
    double room = plot.bottom() - LINE * (labels.size() - 1);
    double free = Double.NEGATIVE_INFINITY;
    for (Label label : labels) {
      double y = Math.max(Math.min(label.y(), room), free);
      canvas.text(
          plot.right() + 8, y + 4, Canvas.Anchor.START, SMALL, true, label.ink(), label.name());
      free = y + LINE;
      room += LINE;
    }
  }
}
