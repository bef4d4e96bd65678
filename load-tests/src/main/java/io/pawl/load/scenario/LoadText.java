package io.pawl.load.scenario;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report for a terminal, and a second of it for one. */
final class LoadText {
  private LoadText() {}

  /** Several lines, without the last line's end. */
  static String of(LoadReport report) {
    StringBuilder text = new StringBuilder();
    row(text, "records", "%,d", report.ledger().records());
    row(text, "accepted/s", "%,.0f", report.acceptedPerSecond());
    row(text, "p50, ms", "%.1f", report.latency().p50());
    row(text, "p99, ms", "%.1f", report.latency().p99());
    row(text, "p99.9, ms", "%.1f", report.latency().p999());
    row(text, "opened by peers", "%,d", report.opening().opened());
    report.verdicts().forEach((code, count) -> row(text, code, "%,d", count));
    for (long millis : report.clients().stormMillis()) {
      row(text, "clients back, ms", "%,d", millis);
    }
    report.ledger().examples().forEach(example -> text.append(example).append('\n'));
    return text.append('\n').append(report.verdict()).toString();
  }

  private static void row(StringBuilder text, String name, String format, Object value) {
    text.append(
        String.format(
            Locale.ROOT, "%-20s %15s%n", name, String.format(Locale.ROOT, format, value)));
  }

  /** A second, in a line. */
  static String of(Sample sample, Scenario scenario, Map<String, Long> verdicts) {
    return String.format(
        Locale.ROOT,
        "%3.0f of %d s  %,.0f/s  %s  lag %,d  %s",
        sample.second(),
        scenario.duration().toSeconds(),
        sample.accepted() + sample.refused(),
        percentiles(sample.latency()),
        sample.backlog(),
        verdicts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(4)
            .map(verdict ->
                String.format(Locale.ROOT, "%s %,d", verdict.getKey(), verdict.getValue()))
            .collect(Collectors.joining("  ")));
  }

  private static String percentiles(Latency latency) {
    return latency.count() == 0
        ? "nothing accepted"
        : String.format(Locale.ROOT, "p50 %.0f ms  p99 %.0f ms", latency.p50(), latency.p99());
  }
}
