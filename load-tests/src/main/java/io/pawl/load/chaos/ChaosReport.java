package io.pawl.load.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.load.chaos.check.Findings;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The account of a run.
 *
 * @param seed that it ran from
 * @param findings of the check
 * @param recoveries of lanes, in all processors
 * @param pauses after each fault
 * @param seconds of traffic
 */
record ChaosReport(long seed, Findings findings, long recoveries, Pauses pauses, double seconds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  boolean isSuccess() {
    return findings.isClean();
  }

  private long kills() {
    return pauses.faults().stream().filter(after -> after.fault().isOfProcessor()).count();
  }

  private Map<Fault, Integer> faults() {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    pauses.faults().forEach(after -> counts.merge(after.fault(), 1, Integer::sum));
    return counts;
  }

  /** One JSON object. */
  String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("kills", kills());
    json.put("records", findings.records());
    json.put("accepted", findings.accepted());
    json.put("rejected", findings.rejected());
    json.put("lost", findings.lost());
    json.put("duplicated", findings.duplicated());
    json.put("reordered", findings.reordered());
    json.put("wronglyAccepted", findings.wronglyAccepted());
    json.put("wronglyRefused", findings.wronglyRefused());
    json.put("wrongEvents", findings.wrongEvents());
    json.put("wrongFacts", findings.wrongFacts());
    json.put("recoveries", recoveries);
    json.put("longestPauseMillis", pauses.longestMillis());
    ObjectNode alone = json.putObject("pauseMillisAfter");
    pauses.longestAlone().forEach((fault, millis) -> alone.put(name(fault), millis));
    ObjectNode inflicted = json.putObject("faults");
    faults().forEach((fault, count) -> inflicted.put(name(fault), count));
    json.put("seconds", Math.round(seconds * 10) / 10.0);
    json.put("seed", seed);
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("numbers and strings only", e);
    }
  }

  /** For a terminal: several lines, without the last line's end. */
  String toTable() {
    StringBuilder table = new StringBuilder();
    faults().forEach((fault, count) -> row(table, name(fault), count));
    row(table, "records", findings.records());
    row(table, "accepted", findings.accepted());
    row(table, "rejected", findings.rejected());
    row(table, "lost", findings.lost());
    row(table, "duplicated", findings.duplicated());
    row(table, "reordered", findings.reordered());
    row(table, "wrongly accepted", findings.wronglyAccepted());
    row(table, "wrongly refused", findings.wronglyRefused());
    row(table, "wrong events", findings.wrongEvents());
    row(table, "wrong facts", findings.wrongFacts());
    row(table, "recoveries", recoveries);
    row(table, "longest pause (ms)", pauses.longestMillis());
    pauses.longestAlone().forEach((fault, millis) -> row(table, "  after " + name(fault), millis));
    table.append('\n');
    table.append(
        isSuccess()
            ? "Each record of the log has one outcome, the right one, in its place."
            : "FAILED: see above.");
    return table.toString();
  }

  private static void row(StringBuilder table, String name, long value) {
    table.append(String.format(Locale.ROOT, "%-22s %,12d%n", name, value));
  }

  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }
}
