package io.pawl.service;

import java.util.Collection;
import java.util.Locale;

/** Names that differ in spelling. */
final class Nearest {
  private Nearest() {}

  /**
   * A name without what its spellings differ in: {@code replayRecords}, {@code replay-records} and
   * {@code REPLAY_RECORDS} are one.
   */
  static String uniform(String name) {
    return name.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
  }

  /** The one of {@code names}, of which there is at least one, that {@code name} is most like. */
  static String to(String name, Collection<String> names) {
    String wanted = uniform(name);
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : names) {
      int distance = distance(wanted, uniform(candidate));
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Letters to insert, remove or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
