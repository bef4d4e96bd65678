package io.pawl.load.chart;

import java.util.Locale;

/** Draws as SVG, with colours that are variables of a style sheet. */
final class SvgCanvas implements Canvas {
  private final int width;
  private final int height;
  private final String title;
  private final StringBuilder drawn = new StringBuilder();

  /**
   * @param title for those who hear the chart
   */
  SvgCanvas(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Ink ink) {
    drawn.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"var(--%s)\"/>\n"
            .formatted(number(x1), number(y1), number(x2), number(y2), ink.css()));
  }

  @Override
  public void path(double[] x, double[] y, Ink ink, int dash) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      points.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
    }
    drawn.append(
        """
        <polyline points="%s" fill="none" stroke="var(--%s)" stroke-width="2" \
        stroke-linejoin="round"%s/>
        """
            .formatted(
                points, ink.css(), dash == 0 ? "" : " stroke-dasharray=\"%d\"".formatted(dash)));
  }

  @Override
  public void box(double x, double y, double width, double height, Ink ink) {
    drawn.append(
        "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"var(--%s)\"/>\n"
            .formatted(number(x), number(y), number(width), number(height), ink.css()));
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink) {
    drawn.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"var(--%s)\" stroke=\"var(--%s)\"/>\n"
            .formatted(number(x), number(y), number(radius), ink.css(), Ink.GROUND.css()));
  }

  @Override
  public void text(
      double x, double y, Anchor anchor, int size, boolean bold, Ink ink, String text) {
    drawn.append(
        """
        <text x="%s" y="%s" text-anchor="%s" font-size="%d"%s fill="var(--%s)">%s</text>
        """
            .formatted(
                number(x),
                number(y),
                anchor.name().toLowerCase(Locale.ROOT),
                size,
                bold ? " font-weight=\"600\"" : "",
                ink.css(),
                Markup.escape(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** The element alone, for a page that has the style sheet. */
  String element() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
    font-family="system-ui, sans-serif">
    <title>%s</title>
    %s</svg>
    """
        .formatted(width, height, Markup.escape(title), drawn);
  }

  /** A file of its own, with style sheet and ground. */
  String document() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" \
    font-family="system-ui, sans-serif">
    <title>%s</title>
    <style>%s</style>
    <rect width="%d" height="%d" fill="var(--%s)"/>
    %s</svg>
    """
        .formatted(
            width,
            height,
            width,
            height,
            Markup.escape(title),
            Ink.styleSheet(),
            width,
            height,
            Ink.GROUND.css(),
            drawn);
  }
}
