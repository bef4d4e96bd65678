package io.pawl.load.chart;

import java.util.List;
import java.util.Locale;

/**
 * A bar for each of a few, with dots for what its value is the middle of.
 *
 * @param title what is shown, with its unit
 * @param captions lines below it
 * @param bars from top to bottom
 * @param digits behind the point, of the values at the bars
 */
public record BarChart(String title, List<String> captions, List<Bar> bars, int digits)
    implements Chart {
  private static final int WIDTH = 480;
  private static final int LEFT = 140;
  private static final int RIGHT = 30;
  private static final int TOP = 44;
  private static final int BAR = 26;
  private static final int GAP = 18;
  private static final int AXIS = 30;
  private static final int LINE = 17;
  private static final int SMALL = 12;
  private static final int LARGE = 15;

  /**
   * A bar.
   *
   * @param name at its left
   * @param value its length
   * @param dots around its end; may be none
   */
  public record Bar(String name, double value, List<Double> dots) {
    /** Copies the list. */
    public Bar {
      dots = List.copyOf(dots);
    }

    double most() {
      return dots.stream().mapToDouble(it -> it).reduce(value, Math::max);
    }
  }

  /** Copies the lists. */
  public BarChart {
    captions = List.copyOf(captions);
    bars = List.copyOf(bars);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return TOP + (BAR + GAP) * bars.size() + AXIS + LINE * captions.size() + 6;
  }

  @Override
  public void draw(Canvas canvas, double left, double top) {
    Ticks ticks = Ticks.upTo(bars.stream().mapToDouble(Bar::most).max().orElse(0));
    double height = (BAR + GAP) * (double) bars.size();
    Plot plot = new Plot(left + LEFT, top + TOP, WIDTH - LEFT - RIGHT, height, ticks.end(), 1);
    canvas.text(left + 16, top + 22, Canvas.Anchor.START, LARGE, true, Ink.TEXT, title);
    for (double value : ticks.values()) {
      double x = plot.x(value);
      canvas.line(x, plot.top(), x, plot.bottom(), value == 0 ? Ink.QUIET : Ink.GRID);
      canvas.text(
          x, plot.bottom() + 16, Canvas.Anchor.MIDDLE, SMALL, false, Ink.QUIET, ticks.label(value));
    }
    double y = plot.top() + GAP / 2.0;
    for (int i = 0; i < bars.size(); i++) {
      draw(canvas, plot, y, bars.get(i), Ink.ofSeries(i));
      y += BAR + GAP;
    }
    double line = plot.bottom() + AXIS + 10;
    for (String caption : captions) {
      canvas.text(left + 16, line, Canvas.Anchor.START, SMALL, false, Ink.QUIET, caption);
      line += LINE;
    }
  }

  private void draw(Canvas canvas, Plot plot, double y, Bar bar, Ink ink) {
    double middle = y + BAR / 2.0;
    canvas.text(
        plot.left() - 10, middle + 4, Canvas.Anchor.END, SMALL, false, Ink.TEXT, bar.name());
    canvas.box(plot.left(), y, plot.x(bar.value()) - plot.left(), BAR, ink);
    bar.dots().forEach(dot -> canvas.dot(plot.x(dot), middle, 4, Ink.TEXT));
    canvas.text(
        plot.left() + 8,
        middle + 4,
        Canvas.Anchor.START,
        SMALL,
        true,
        Ink.GROUND,
        String.format(Locale.ROOT, "%,." + digits + "f", bar.value()));
  }
}
