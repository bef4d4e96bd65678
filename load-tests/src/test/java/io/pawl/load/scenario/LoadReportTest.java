package io.pawl.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LoadReportTest {
  private static final String HOSTILE = "</title><script src=\"//evil.example\">'&</script>";

  private static LoadReport report(Ledger.Findings findings) {
    Scenario scenario =
        new Scenario(
            HOSTILE,
            HOSTILE,
            Duration.ofSeconds(3),
            Duration.ZERO,
            5,
            false,
            Rate.steady(10),
            new Sizes(8, 80),
            Shares.NONE,
            0,
            Reconnects.NONE);
    List<Sample> samples =
        IntStream.rangeClosed(1, 3)
            .mapToObj(second ->
                new Sample(
                    second,
                    10,
                    9,
                    1,
                    new Latency(9, 1, 2, Double.NaN, 3),
                    2,
                    Map.of(HOSTILE, 0.5),
                    Map.of(HOSTILE, Double.NaN),
                    Map.of(HOSTILE, 1.0)))
            .toList();
    return new LoadReport(
        scenario,
        7,
        Instant.EPOCH,
        Map.of(HOSTILE, HOSTILE),
        samples,
        new Latency(27, 1, 2, 3, 3),
        Map.of(Ledger.ACCEPTED, 27L, HOSTILE, 3L),
        new LoadReport.Sent(30, 1, 0.5),
        findings,
        true,
        new LoadReport.Opening(27, 27, 0, 0),
        new LoadReport.Client(2, List.of(120L), 0, 54, 54, 0));
  }

  private static Ledger.Findings clean() {
    return new Ledger.Findings(30, 0, 0, 0, 0, List.of());
  }

  private static Document parse(String page) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page.replaceFirst("<!DOCTYPE html>", ""))));
  }

  @Test
  void thePageIsWellFormedAndShowsEachChart() throws Exception {
    Document page = parse(HtmlReport.of(report(clean())));

    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(6);
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).contains(HOSTILE);
  }

  @Test
  void thePageNeedsNothingBesideItWhateverThingsAreCalled() throws Exception {
    String page = HtmlReport.of(report(clean()));

    NodeList all = parse(page).getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "use");
      assertThat(element.hasAttribute("src") || element.hasAttribute("href")).isFalse();
    }
    assertThat(page).doesNotContain("@import", "url(").contains("prefers-color-scheme:dark");
    assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
  }

  @Test
  void whatIsNotAccountedForStandsAtTheTop() throws Exception {
    LoadReport broken =
        report(
            new Ledger.Findings(30, 1, 2, 3, 4, List.of("partition 0, log offset 9: " + HOSTILE)));

    assertThat(broken.isSuccess()).isFalse();
    assertThat(broken.verdict())
        .isEqualTo(
            "NOT ALL IS ACCOUNTED FOR: 1 records have no outcome; 2 outcomes are of a record that"
                + " has one already; 3 outcomes are not what the protocol asks for; 4 outcomes are"
                + " of no record that was written.");
    String page = HtmlReport.of(broken);
    assertThat(parse(page).getElementsByTagName("p").item(1).getTextContent())
        .isEqualTo(broken.verdict());
    assertThat(page.indexOf("NOT ALL")).isLessThan(page.indexOf("<svg"));
    assertThat(LoadText.of(broken)).endsWith(broken.verdict());
  }

  @Test
  void aMessageThatDidNotOpenOrWasMissedByAClientIsAFault() {
    LoadReport clean = report(clean());
    LoadReport broken =
        new LoadReport(
            clean.scenario(),
            clean.seed(),
            clean.at(),
            clean.environment(),
            clean.samples(),
            clean.latency(),
            clean.verdicts(),
            clean.sent(),
            clean.ledger(),
            true,
            new LoadReport.Opening(27, 25, 0, 1),
            new LoadReport.Client(2, List.of(), 1, 54, 53, 0));

    assertThat(clean.faults()).isEmpty();
    assertThat(broken.faults())
        .containsExactly(
            "1 accepted messages did not open at their peer, or came twice",
            "1 accepted messages did not come to their peer",
            "1 times not all clients came back",
            "1 records were missed by a client");
  }

  @Test
  void theJsonHasTheSameFigures() throws Exception {
    JsonNode json = new ObjectMapper().readTree(LoadJson.of(report(clean())));

    assertThat(json.path("accounted").asBoolean()).isTrue();
    assertThat(json.path("scenario").path("name").asText()).isEqualTo(HOSTILE);
    assertThat(json.path("latencyMillis").path("p999").asDouble()).isEqualTo(3);
    assertThat(json.path("samples")).hasSize(3);
    assertThat(json.path("samples").path(0).path("latencyMillis").path("p999").isNull()).isTrue();
    assertThat(json.path("samples").path(0).path("cores").path(HOSTILE).asDouble()).isEqualTo(0.5);
    assertThat(json.path("verdicts").path(HOSTILE).asInt()).isEqualTo(3);
    assertThat(json.path("clients").path("stormMillis").path(0).asInt()).isEqualTo(120);
  }
}
