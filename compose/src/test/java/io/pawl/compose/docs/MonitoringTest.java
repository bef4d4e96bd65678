package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Holds dashboards and alerts to what the services export and the documents say. */
@ExtendWith(Exporters.Shared.class)
class MonitoringTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DASHBOARDS = Path.of("grafana/dashboards");
  private static final Path ALERTS = Path.of("prometheus/alerts.yml");
  private static final Path ALERT_CASES = Path.of("prometheus/alerts.test.yml");

  /** A file and the expressions in it. */
  record Source(String name, List<String> expressions) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static JsonNode alerts() throws IOException {
    return yaml(ALERTS);
  }

  private static JsonNode yaml(Path file) throws IOException {
    return JSON.valueToTree(new Yaml().load(Files.readString(file)));
  }

  private static List<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static List<Source> sources() throws IOException {
    List<Source> sources = new ArrayList<>();
    sources.add(new Source(ALERTS.toString(), alerts().findValuesAsText("expr")));
    for (Path dashboard : dashboards()) {
      sources.add(
          new Source(
              dashboard.toString(), JSON.readTree(dashboard.toFile()).findValuesAsText("expr")));
    }
    return sources;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void everyMetricThatIsAskedForIsExported(Source source, Exporters exporters) throws Exception {
    Scrape scrape = exporters.scrape();

    assertThat(source.expressions())
        .isNotEmpty()
        .allSatisfy(expression ->
            assertThat(Query.of(expression).selections())
                .isNotEmpty()
                .allSatisfy(selection -> assertThat(selection.missing(scrape)).isEmpty()));
  }

  @Test
  void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
    Set<String> headings = Markdown.read(Markdown.ROOT.resolve("docs/alerts.md")).anchors();
    headings.remove("alerts");

    Set<String> linked = new TreeSet<>();
    for (JsonNode rule : alerts().findParents("alert")) {
      String runbook = rule.path("annotations").path("runbook").asText();
      String file = runbook.replaceFirst("#.*", "");
      assertThat(file).as(rule.path("alert").asText()).isEqualTo("docs/alerts.md");
      linked.add(runbook.substring(runbook.indexOf('#') + 1));
      assertThat(runbook).endsWith("#" + rule.path("alert").asText().toLowerCase(Locale.ROOT));
    }
    assertThat(linked).isEqualTo(headings);
  }

  /** Whether it does fire there is promtool's to say. */
  @Test
  void everyAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (JsonNode test : yaml(ALERT_CASES).findParents("alertname")) {
      (test.path("exp_alerts").isEmpty() ? silent : firing).add(test.path("alertname").asText());
    }

    assertThat(firing).isEqualTo(new TreeSet<>(alerts().findValuesAsText("alert")));
    assertThat(silent).isEqualTo(firing);
  }

  @Test
  void everyDashboardHasANameOfItsOwn() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path dashboard : dashboards()) {
      names.add(JSON.readTree(dashboard.toFile()).path("uid").asText());
    }
    assertThat(names).hasSize(4).doesNotContain("").doesNotHaveDuplicates();
  }
}
