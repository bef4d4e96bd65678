package io.pawl.load.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws an image on a light ground, at twice the pixels, for screens that have them. */
final class ImageCanvas implements Canvas {
  private static final int SCALE = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;

  ImageCanvas(int width, int height) {
    image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.scale(SCALE, SCALE);
    box(0, 0, width, height, Ink.GROUND);
  }

  BufferedImage image() {
    return image;
  }

  private void take(Ink ink, float width, int dash) {
    graphics.setColor(new Color(ink.light()));
    graphics.setStroke(
        dash == 0
            ? new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
            : new BasicStroke(
                width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {dash}, 0));
  }

  @Override
  public void line(double x1, double y1, double x2, double y2, Ink ink) {
    take(ink, 1, 0);
    graphics.draw(new Line2D.Double(x1, y1, x2, y2));
  }

  @Override
  public void path(double[] x, double[] y, Ink ink, int dash) {
    if (x.length == 0) {
      return;
    }
    Path2D path = new Path2D.Double();
    path.moveTo(x[0], y[0]);
    for (int i = 1; i < x.length; i++) {
      path.lineTo(x[i], y[i]);
    }
    take(ink, 2, dash);
    graphics.draw(path);
  }

  @Override
  public void box(double x, double y, double width, double height, Ink ink) {
    take(ink, 1, 0);
    graphics.fill(new Rectangle2D.Double(x, y, width, height));
  }

  @Override
  public void dot(double x, double y, double radius, Ink ink) {
    var circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    take(ink, 1, 0);
    graphics.fill(circle);
    take(Ink.GROUND, 1, 0);
    graphics.draw(circle);
  }

  @Override
  public void text(
      double x, double y, Anchor anchor, int size, boolean bold, Ink ink, String text) {
    take(ink, 1, 0);
    graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, size));
    int width = graphics.getFontMetrics().stringWidth(text);
    double left =
        switch (anchor) {
          case START -> x;
          case MIDDLE -> x - width / 2.0;
          case END -> x - width;
        };
    graphics.drawString(text, (float) left, (float) y);
  }
}
