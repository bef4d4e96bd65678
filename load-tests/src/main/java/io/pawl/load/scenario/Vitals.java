package io.pawl.load.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM says of itself through its Prometheus endpoint; NaN where it says nothing.
 *
 * @param heapBytes that its heap takes now
 * @param pauseSeconds that it stood still for collections, since it started
 * @param pauses that it stood still so
 */
record Vitals(double heapBytes, double pauseSeconds, double pauses) {
  static final Vitals UNKNOWN = new Vitals(Double.NaN, Double.NaN, Double.NaN);

  /** A busy machine may take this long; then a second is missing in the report. */
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private static final int OK = 200;

  /** A sample of the text format: a name, labels, a value. */
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z_]+)(?:\\{([^}]*)})? ([0-9.Ee+-]+|NaN)$");

  /** Asks the endpoint. */
  static Vitals ask(HttpClient http, URI endpoint) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(endpoint).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == OK ? read(answer.body()) : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** Out of an answer. */
  static Vitals read(String metrics) {
    double heap = Double.NaN;
    double seconds = 0;
    double pauses = 0;
    Matcher sample = SAMPLE.matcher(metrics);
    while (sample.find()) {
      String labels = String.valueOf(sample.group(2));
      double value = Double.parseDouble(sample.group(3));
      switch (sample.group(1)) {
        case "jvm_memory_used_bytes" -> {
          if (labels.contains("area=\"heap\"")) {
            heap = Double.isNaN(heap) ? value : heap + value;
          }
        }
        case "jvm_gc_pause_seconds_sum" -> seconds += value;
        case "jvm_gc_pause_seconds_count" -> pauses += value;
        default -> {
          // Of something else.
        }
      }
    }
    return Double.isNaN(heap) ? UNKNOWN : new Vitals(heap, seconds, pauses);
  }
}
