package io.pawl.compose.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PromQL expression, as far as it names metrics.
 *
 * @param selections in order: each metric, and the values that it wants of its labels
 */
record Query(List<Selection> selections) {
  /** Prometheus' own, which no service exports. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  /** Lists of labels; and what would be taken for the name of a metric. */
  private static final Pattern AROUND =
      Pattern.compile(
          "\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)|\\[[^]]*\\]|\\boffset\\s+\\w+");

  private static final Pattern METRIC =
      Pattern.compile("\\b([a-z][a-z0-9_]*)\\b(?!\\s*\\()(?:\\{([^}]*)\\})?");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");

  /**
   * One metric and its labels.
   *
   * @param labels by name, the values that occur; one with a variable or a pattern in it is left
   *     out
   */
  record Selection(String metric, Map<String, Set<String>> labels) {
    /** What {@code scrape} has nothing of. */
    List<String> missing(Scrape scrape) {
      Map<String, Set<String>> exported = scrape.metrics().get(metric);
      if (exported == null) {
        return OF_PROMETHEUS.contains(metric) ? List.of() : List.of(metric);
      }
      List<String> missing = new ArrayList<>();
      labels.forEach((label, values) -> {
        Set<String> known = exported.get(label);
        if (known == null) {
          missing.add(metric + " with " + label);
        } else {
          values.stream()
              .filter(value -> !known.contains(value))
              .forEach(value -> missing.add(metric + " with " + label + "=" + value));
        }
      });
      return missing;
    }
  }

  static Query of(String expression) {
    List<Selection> selections = new ArrayList<>();
    Matcher metric = METRIC.matcher(AROUND.matcher(expression).replaceAll(" "));
    while (metric.find()) {
      if (!WORDS.contains(metric.group(1))) {
        String pairs = metric.group(2);
        selections.add(new Selection(metric.group(1), labels(pairs == null ? "" : pairs)));
      }
    }
    return new Query(selections);
  }

  private static Map<String, Set<String>> labels(String pairs) {
    Map<String, Set<String>> labels = new LinkedHashMap<>();
    Matcher pair = MATCHER.matcher(pairs);
    while (pair.find()) {
      Set<String> values = labels.computeIfAbsent(pair.group(1), name -> new TreeSet<>());
      for (String value : pair.group(3).split("\\|", -1)) {
        if (value.matches("\\w+")) {
          values.add(value);
        }
      }
    }
    // Prometheus puts these on what it reads.
    labels.keySet().removeAll(Set.of("job", "instance"));
    return labels;
  }
}
