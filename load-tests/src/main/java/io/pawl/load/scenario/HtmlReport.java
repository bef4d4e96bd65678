package io.pawl.load.scenario;

import static io.pawl.load.chart.Markup.escape;

import io.pawl.load.chart.Ink;
import io.pawl.load.chart.LineChart;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A report for people: one page that needs nothing beside it, on light ground and on dark. */
final class HtmlReport {
  private static final String STYLE =
      """
      body{margin:0 auto;max-width:60rem;padding:1.5rem;background:var(--ink-ground);\
      color:var(--ink-text);font:16px/1.5 system-ui,sans-serif}
      h1{font-size:1.6rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
      p{margin:.4rem 0}.quiet{color:var(--ink-quiet)}
      .verdict{border-left:.4rem solid var(--ink-green);padding:.5rem 1rem;font-weight:600}
      .wrong{border-color:var(--ink-vermilion)}
      .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:1rem;\
      margin:1rem 0}
      .figures div{border-top:2px solid var(--ink-grid);padding-top:.4rem}
      .figures b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--ink-grid);\
      vertical-align:top;overflow-wrap:anywhere}
      td.number{text-align:right;font-variant-numeric:tabular-nums}
      svg{width:100%;height:auto;margin:.5rem 0}
      """;

  private final LoadReport report;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(LoadReport report) {
    this.report = report;
  }

  /** The page. */
  static String of(LoadReport report) {
    return new HtmlReport(report).page();
  }

  private String page() {
    String name = escape(report.scenario().name());
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>Pawl under load: %s</title>
        <style>%s
        %s</style>
        </head>
        <body>
        <h1>Pawl under load: %s</h1>
        <p class="quiet">%s</p>
        """
            .formatted(
                name, Ink.styleSheet(), STYLE, name, escape(report.scenario().description())));
    verdict();
    figures();
    LoadCharts.of(report).forEach(this::chart);
    table("Verdicts", numbers(report.verdicts()), true);
    table("Traffic", traffic(), true);
    table("Scenario", scenario(), false);
    table("Environment", environment(), false);
    page.append(
        """
        <p class="quiet">A message's latency runs from when the scenario wanted it in the log, not \
        from when it was written, to when a reader of committed outputs had it: so what a stall \
        delayed is counted for each message that it delayed. Load, broker and processors share the \
        machine. CPU is processor time, and heap and pauses are what the processors' own metrics \
        say, second by second.</p>
        </body>
        </html>
        """);
    return page.toString();
  }

  private void verdict() {
    page.append(
        "<p class=\"verdict%s\">%s</p>\n"
            .formatted(report.isSuccess() ? "" : " wrong", escape(report.verdict())));
    if (!report.ledger().examples().isEmpty()) {
      page.append("<ul>\n");
      report
          .ledger()
          .examples()
          .forEach(example -> page.append("<li>%s</li>\n".formatted(escape(example))));
      page.append("</ul>\n");
    }
  }

  private void figures() {
    page.append("<div class=\"figures\">\n");
    figure("accepted per second", number(Math.round(report.acceptedPerSecond())));
    figure("p50", millis(report.latency().p50()));
    figure("p99", millis(report.latency().p99()));
    figure("p99.9", millis(report.latency().p999()));
    figure("records", number(report.ledger().records()));
    page.append("</div>\n");
  }

  private void figure(String name, String value) {
    page.append("<div><b>%s</b>%s</div>\n".formatted(escape(value), escape(name)));
  }

  private void chart(LineChart chart) {
    page.append(chart.toSvg());
  }

  private void table(String title, Map<String, String> rows, boolean numbers) {
    page.append("<h2>%s</h2>\n<table>\n".formatted(escape(title)));
    rows.forEach((name, value) ->
        page.append(
            "<tr><th scope=\"row\">%s</th><td%s>%s</td></tr>\n"
                .formatted(escape(name), numbers ? " class=\"number\"" : "", escape(value))));
    page.append("</table>\n");
  }

  private static Map<String, String> numbers(Map<String, Long> counts) {
    Map<String, String> rows = new LinkedHashMap<>();
    counts.forEach((name, count) -> rows.put(name, number(count)));
    return rows;
  }

  private Map<String, String> traffic() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("messages that peers sealed", number(report.sent().messages()));
    rows.put("lost on their way, as the scenario wants", number(report.sent().lost()));
    rows.put("accepted messages", number(report.opening().accepted()));
    rows.put("opened by the receiving peers, each once", number(report.opening().opened()));
    if (report.opening().unknown() > 0) {
      rows.put("of channels whose keys nobody has", number(report.opening().unknown()));
    }
    rows.put("latest message, behind its time at the load", millis(report.sent().latestMillis()));
    if (report.clients().clients() > 0) {
      rows.put("clients that read", number(report.clients().clients()));
      rows.put("records that they read", number(report.clients().read()));
      rows.put(
          "ms until the last client was back, each time",
          report.clients().stormMillis().toString().replaceAll("[\\[\\]]", ""));
    }
    return rows;
  }

  private Map<String, String> scenario() {
    Scenario scenario = report.scenario();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put(
        "seconds",
        scenario.duration().toMillis() / 1e3
            + " after "
            + scenario.warmUp().toMillis() / 1e3
            + " to warm up");
    rows.put(
        "channels", number(scenario.channels()) + (scenario.drawn() ? ", opened long ago" : ""));
    rows.put("messages", scenario.rate().toString());
    rows.put("payloads", scenario.size().toString());
    scenario.shares().byName().forEach((name, share) -> rows.put(name, percent(share)));
    rows.put("hot channel", percent(scenario.hotChannel()));
    rows.put("seed", Long.toString(report.seed()));
    return rows;
  }

  private Map<String, String> environment() {
    Map<String, String> rows = new LinkedHashMap<>(report.environment());
    rows.put("began", report.at().toString());
    return rows;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String millis(double value) {
    return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%,.1f ms", value);
  }
}
