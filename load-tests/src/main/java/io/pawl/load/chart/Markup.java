package io.pawl.load.chart;

/** Text in XML and HTML. */
public final class Markup {
  private static final char REPLACEMENT = '\ufffd';

  private Markup() {}

  /** The same text where neither markup nor an attribute's end can begin. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        // XML has no place for other control characters, not even escaped.
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? REPLACEMENT : c);
      }
    }
    return escaped.toString();
  }
}
