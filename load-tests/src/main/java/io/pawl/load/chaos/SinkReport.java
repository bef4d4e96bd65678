package io.pawl.load.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.checkpoint.audit.AuditReport;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * The account of a run that killed sinks.
 *
 * @param seed that it ran from
 * @param kills of the sink
 * @param snapshots of a partition that became visible
 * @param factsIn facts that processors wrote
 * @param recordsOut records that the sink wrote
 * @param logCollected offsets of the log that were deleted
 * @param factsCollected offsets of the facts that were deleted
 * @param lanesLive whether every partition was served again, by processors that recovered from what
 *     was left
 * @param audits of what was left, now and then and at the end
 */
record SinkReport(
    long seed,
    int kills,
    long snapshots,
    long factsIn,
    long recordsOut,
    long logCollected,
    long factsCollected,
    boolean lanesLive,
    List<AuditReport> audits) {
  private static final ObjectMapper JSON = new ObjectMapper();

  SinkReport {
    audits = List.copyOf(audits);
  }

  private long sum(ToLongFunction<AuditReport> count) {
    return audits.stream().mapToLong(count).sum();
  }

  boolean isSuccess() {
    return audits.stream().allMatch(AuditReport::isClean)
        && lanesLive
        && snapshots > 0
        && logCollected > 0;
  }

  /** One JSON object. */
  String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("kills", kills);
    json.put("snapshots", snapshots);
    json.put("factsIn", factsIn);
    json.put("recordsOut", recordsOut);
    json.put("auditDifferences", sum(AuditReport::differences));
    json.put("audited", sum(AuditReport::audited));
    json.put("auditedFacts", sum(AuditReport::facts));
    json.put("auditedCheckpoints", sum(AuditReport::checkpoints));
    json.put("audits", audits.size());
    json.put("logCollected", logCollected);
    json.put("factsCollected", factsCollected);
    json.put("lanesLive", lanesLive);
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
    row(table, "kills", kills);
    row(table, "snapshots", snapshots);
    row(table, "facts in", factsIn);
    row(table, "records out", recordsOut);
    row(table, "log collected", logCollected);
    row(table, "facts collected", factsCollected);
    row(table, "records audited", sum(AuditReport::audited));
    row(table, "facts audited", sum(AuditReport::facts));
    row(table, "entries audited", sum(AuditReport::checkpoints));
    row(table, "audit differences", sum(AuditReport::differences));
    table.append('\n');
    table.append(
        isSuccess()
            ? "Nothing was lost, and nothing collected that was still needed."
            : "FAILED: see above.");
    return table.toString();
  }

  private static void row(StringBuilder table, String name, long value) {
    table.append(String.format(Locale.ROOT, "%-22s %,12d%n", name, value));
  }
}
