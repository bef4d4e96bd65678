package io.pawl.load.processor;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.CommandFailure;
import io.pawl.load.chart.BarChart;
import io.pawl.load.chart.BarChart.Bar;
import io.pawl.load.chart.Chart;
import io.pawl.load.chart.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws what a benchmark of the processor found, out of the JSON that it printed. */
final class ProcessorChart {
  private final JsonNode json;

  private ProcessorChart(JsonNode json) {
    this.json = json;
  }

  /**
   * Rates beside processor time.
   *
   * @param json as {@code pawl bench processor --json} prints it
   * @throws CommandFailure if it is something else: names the field that is missing
   */
  static Chart of(JsonNode json) {
    ProcessorChart chart = new ProcessorChart(json);
    return new Row(
        "The processor beside a hand-written loop and Kafka Streams",
        List.of(chart.rates(), chart.cpu()));
  }

  private BarChart rates() {
    List<Bar> bars = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      List<Double> rounds = new ArrayList<>();
      field("rounds", contender.key()).forEach(round -> rounds.add(round.asDouble()));
      bars.add(new Bar(name(contender), number(contender.key()), rounds));
    }
    return new BarChart(
        "Records judged per second, exactly once",
        List.of(
            String.format(
                Locale.ROOT,
                "Median of %d rounds of %,.0f envelopes each, which are the dots.",
                bars.getFirst().dots().size(),
                number("records")),
            String.format(
                Locale.ROOT,
                "%,.0f bytes of ciphertext, %,.0f channels, %,.0f partitions.",
                number("bytes"),
                number("channels"),
                number("partitions"))),
        bars,
        0);
  }

  private BarChart cpu() {
    List<Bar> bars = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      bars.add(
          new Bar(name(contender), number("cpuSecondsPerMillion", contender.key()), List.of()));
    }
    return new BarChart(
        "CPU seconds for a million records",
        List.of(
            "Of the contender's own process; less is better.",
            String.format(
                Locale.ROOT,
                "%,.0f cores, with the broker beside it; Java %s.",
                number("processors"),
                field("java").asText())),
        bars,
        2);
  }

  private static String name(Contender contender) {
    return switch (contender) {
      case RAW -> "hand-written loop";
      case STREAMS -> "Kafka Streams";
      case PAWL -> "Pawl";
    };
  }

  private double number(String... path) {
    JsonNode found = field(path);
    if (!found.isNumber()) {
      throw new CommandFailure(String.join(".", path) + " is no number");
    }
    return found.asDouble();
  }

  private JsonNode field(String... path) {
    JsonNode found = json;
    for (String name : path) {
      found = found.path(name);
    }
    if (found.isMissingNode()) {
      throw new CommandFailure(
          "%s is missing: this is not what 'pawl bench processor --json' prints"
              .formatted(String.join(".", path)));
    }
    return found;
  }
}
