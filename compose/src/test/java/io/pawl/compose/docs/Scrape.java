package io.pawl.compose.docs;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus read.
 *
 * @param metrics the values of each label of each metric, by their names
 */
record Scrape(Map<String, Map<String, Set<String>>> metrics) {
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? [^ ]+$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  static Scrape of(String... texts) {
    Map<String, Map<String, Set<String>>> metrics = new TreeMap<>();
    for (String text : texts) {
      Matcher sample = SAMPLE.matcher(text);
      while (sample.find()) {
        Map<String, Set<String>> labels =
            metrics.computeIfAbsent(sample.group(1), name -> new HashMap<>());
        String pairs = sample.group(2);
        Matcher label = LABEL.matcher(pairs == null ? "" : pairs);
        while (label.find()) {
          labels.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2));
        }
      }
    }
    return new Scrape(metrics);
  }
}
