package io.pawl.compose.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.ratchet.Refusal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The account of a run.
 *
 * @param channels opened
 * @param lines what became of the lines
 * @param accepted envelopes that the processor accepted
 * @param injected records that the adversary wrote
 * @param refused records that the processor refused, by code
 * @param undetected records of the log that did not get the verdict that the protocol gives them
 * @param slotsAdvanced envelopes that began a new slot of their direction
 * @param transactions that the processor committed
 * @param seconds from the first line sent to the last one opened
 * @param p50Millis from send to open, half of the lines at most
 * @param p99Millis from send to open, 99 of 100 lines at most
 */
public record DemoReport(
    int channels,
    Tally lines,
    long accepted,
    long injected,
    Map<Refusal, Long> refused,
    long undetected,
    long slotsAdvanced,
    long transactions,
    double seconds,
    double p50Millis,
    double p99Millis) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keeps the codes in their order. */
  public DemoReport {
    Map<Refusal, Long> ordered = new EnumMap<>(Refusal.class);
    ordered.putAll(refused);
    refused = Collections.unmodifiableMap(ordered);
  }

  /** Whether nothing was lost, duplicated, altered, out of order or undetected. */
  public boolean isSuccess() {
    return lines.isClean() && accepted == lines.sent() && undetected == 0;
  }

  /** Lines per second; 0 if it took no time. */
  public double messagesPerSecond() {
    return seconds > 0 ? lines.opened() / seconds : 0;
  }

  /** One JSON object. A line that came out of its place counts as lost: it is not where it was. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("sent", lines.sent());
    json.put("accepted", accepted);
    json.put("opened", lines.opened());
    json.put("injected", injected);
    ObjectNode byCode = json.putObject("refused");
    refused.forEach((code, count) -> byCode.put(code.name(), count));
    json.put("lost", lines.lost() + lines.misplaced());
    json.put("duplicated", lines.duplicated());
    json.put("undetected", undetected);
    json.put("slotsAdvanced", slotsAdvanced);
    json.put("seconds", rounded(seconds));
    json.put("messagesPerSecond", rounded(messagesPerSecond()));
    ObjectNode latency = json.putObject("latencyMillis");
    latency.put("p50", rounded(p50Millis));
    latency.put("p99", rounded(p99Millis));
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("numbers and strings only", e);
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  /** For a terminal: several lines, without the last line's end. */
  public String toTable() {
    StringBuilder table = new StringBuilder();
    row(table, "channels", channels);
    row(table, "sent", lines.sent());
    row(table, "accepted", accepted);
    row(table, "opened", lines.opened());
    row(table, "injected", injected);
    row(table, "refused", refused.values().stream().mapToLong(Long::longValue).sum());
    refused.forEach((code, count) -> row(table, "  " + code.name(), count));
    row(table, "slots advanced", slotsAdvanced);
    row(table, "transactions", transactions);
    row(table, "seconds", String.format(Locale.ROOT, "%,.1f", seconds));
    row(table, "messages/s", String.format(Locale.ROOT, "%,.0f", messagesPerSecond()));
    row(
        table,
        "send to open",
        String.format(Locale.ROOT, "p50 %,.1f ms, p99 %,.1f ms", p50Millis, p99Millis));
    table.append('\n').append(conclusion());
    return table.toString();
  }

  private String conclusion() {
    if (isSuccess()) {
      return "Every line arrived once, in order, byte for byte; every injected record was refused"
          + " for the right reason.";
    }
    return String.format(
        Locale.ROOT,
        "FAILED: lost %,d, duplicated %,d, altered %,d, out of order %,d, undetected %,d.",
        lines.lost(),
        lines.duplicated(),
        lines.altered(),
        lines.misplaced(),
        undetected);
  }

  private static void row(StringBuilder table, String name, long value) {
    row(table, name, String.format(Locale.ROOT, "%,d", value));
  }

  private static void row(StringBuilder table, String name, String value) {
    table.append(String.format(Locale.ROOT, "%-22s %12s%n", name, value));
  }
}
