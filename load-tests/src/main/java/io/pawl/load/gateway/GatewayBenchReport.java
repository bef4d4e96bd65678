package io.pawl.load.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a gateway costs.
 *
 * @param messages that were measured
 * @param channels that they were spread over
 * @param bytes of a payload
 * @param http over a gateway on each side
 * @param java with a peer in this process on each side
 */
record GatewayBenchReport(int messages, int channels, int bytes, Way http, Way java) {

  /**
   * One way to send.
   *
   * @param loaded with many sends under way
   * @param single with one message after the other
   */
  record Way(ClosedLoop.Result loaded, ClosedLoop.Result single) {}

  /** One JSON object. */
  String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("http", json(http));
    json.set("java", json(java));
    json.put("ratioToJava", round(http.loaded().perSecond() / java.loaded().perSecond(), 3));
    json.put("messages", messages);
    json.put("channels", channels);
    json.put("bytes", bytes);
    json.put("java.version", System.getProperty("java.vm.version"));
    json.put("processors", Runtime.getRuntime().availableProcessors());
    return json.toString();
  }

  private static ObjectNode json(Way way) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("messagesPerSecond", Math.round(way.loaded().perSecond()));
    json.set("latencyMillis", latency(way.loaded()));
    json.set("singleMillis", latency(way.single()));
    return json;
  }

  private static ObjectNode latency(ClosedLoop.Result result) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("p50", round(result.p50(), 2))
        .put("p99", round(result.p99(), 2))
        .put("p999", round(result.p999(), 2));
  }

  private static double round(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }

  /** For a terminal: several lines, without the last line's end. */
  String toTable() {
    return String.format(
        Locale.ROOT,
        "%-6s %12s   %-30s   %s%n%s%n%s%n%nOver HTTP %.2f times as many messages as in Java.",
        "",
        "messages/s",
        "p50, p99, p99.9 under load, ms",
        "p50, p99, p99.9 one by one, ms",
        row("HTTP", http),
        row("Java", java),
        http.loaded().perSecond() / java.loaded().perSecond());
  }

  private static String row(String name, Way way) {
    return String.format(
        Locale.ROOT,
        "%-6s %,12.0f   %8.1f %8.1f %8.1f       %8.1f %8.1f %8.1f",
        name,
        way.loaded().perSecond(),
        way.loaded().p50(),
        way.loaded().p99(),
        way.loaded().p999(),
        way.single().p50(),
        way.single().p99(),
        way.single().p999());
  }
}
