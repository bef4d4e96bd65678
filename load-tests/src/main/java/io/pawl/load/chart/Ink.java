package io.pawl.load.chart;

import java.util.Locale;

/**
 * What something is drawn with: a colour on a light ground and one on a dark one. Those of series
 * are of Okabe and Ito's palette, or lightened for the dark ground; in the order in which series
 * take them.
 */
public enum Ink {
  /** What charts stand on. */
  GROUND(0xffffff, 0x14181d),
  /** Titles and numbers that count. */
  TEXT(0x1b1f24, 0xe6e9ed),
  /** Axes and captions. */
  QUIET(0x57606a, 0x9aa4af),
  /** Lines to hold against. */
  GRID(0xdfe3e8, 0x2c333b),
  /** The first series. */
  BLUE(0x0072b2, 0x56b4e9),
  /** The second. */
  VERMILION(0xd55e00, 0xff8a3d),
  /** The third. */
  GREEN(0x00795a, 0x2fc79a),
  /** The fourth. */
  PURPLE(0xb05a8c, 0xe09ac4),
  /** The fifth. */
  OCHRE(0x946c00, 0xe6b93a);

  private static final Ink[] SERIES = {BLUE, VERMILION, GREEN, PURPLE, OCHRE};

  private final int light;
  private final int dark;

  Ink(int light, int dark) {
    this.light = light;
    this.dark = dark;
  }

  /** The one of series {@code number}, from 0 on; more than five begin again. */
  static Ink ofSeries(int number) {
    return SERIES[number % SERIES.length];
  }

  /** Red, green and blue on a light ground, 8 bits each. */
  int light() {
    return light;
  }

  /** Its name in a style sheet. */
  String css() {
    return "ink-" + name().toLowerCase(Locale.ROOT);
  }

  /**
   * The variables of a style sheet that all charts of a page share: light, and dark where asked.
   */
  public static String styleSheet() {
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder();
    for (Ink ink : values()) {
      light.append(String.format(Locale.ROOT, "--%s:#%06x;", ink.css(), ink.light));
      dark.append(String.format(Locale.ROOT, "--%s:#%06x;", ink.css(), ink.dark));
    }
    return ":root{%s}@media(prefers-color-scheme:dark){:root{%s}}".formatted(light, dark);
  }
}
