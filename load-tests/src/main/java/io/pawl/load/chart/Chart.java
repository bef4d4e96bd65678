package io.pawl.load.chart;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Something that is drawn. */
public sealed interface Chart permits LineChart, BarChart, Row {
  /** How wide it is, in pixels. */
  int width();

  /** How high it is, in pixels. */
  int height();

  /** What it shows, in a few words. */
  String title();

  /** Draws it. */
  void draw(Canvas canvas, double left, double top);

  /** An SVG element for a page that has {@link Ink#styleSheet()}. */
  default String toSvg() {
    SvgCanvas canvas = new SvgCanvas(width(), height(), title());
    draw(canvas, 0, 0);
    return canvas.element();
  }

  /**
   * Writes it into a file.
   *
   * @param file whose name ends in {@code .svg} or {@code .png}, see {@link #isDrawable}
   */
  default void write(Path file) throws IOException {
    if (hasEnd(file, ".svg")) {
      SvgCanvas canvas = new SvgCanvas(width(), height(), title());
      draw(canvas, 0, 0);
      Files.writeString(file, canvas.document());
    } else {
      if (!ImageIO.write(toImage(), "png", file.toFile())) {
        throw new IOException("this Java writes no PNG");
      }
    }
  }

  /** An image on a light ground, at twice the pixels. */
  private BufferedImage toImage() {
    ImageCanvas canvas = new ImageCanvas(width(), height());
    draw(canvas, 0, 0);
    return canvas.image();
  }

  /** Whether a chart can be written into a file of that name. */
  static boolean isDrawable(Path file) {
    return hasEnd(file, ".svg") || hasEnd(file, ".png");
  }

  private static boolean hasEnd(Path file, String end) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(end);
  }
}
