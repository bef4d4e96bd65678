package io.pawl.compose.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.Difference;
import io.pawl.checkpoint.audit.KeyUse;
import java.util.Locale;

/** What an audit found, as text. */
final class ReportText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportText() {}

  /** One JSON object in one line. */
  static String json(AuditReport report) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("partitions", report.partitions())
            .put("records", report.records())
            .put("audited", report.audited())
            .put("notAudited", report.notAudited())
            .put("outcomesGone", report.outcomesGone())
            .put("facts", report.facts())
            .put("checkpoints", report.checkpoints())
            .put("differences", report.differences());
    ArrayNode keys = json.putArray("keys");
    for (KeyUse each : report.keys()) {
      keys.addObject()
          .put("id", each.keyId().toHex())
          .put("channels", each.channels())
          .put("previous", each.previous())
          .put("answers", each.answers());
    }
    ArrayNode found = json.putArray("found");
    for (Difference each : report.found()) {
      found
          .addObject()
          .put("partition", each.partition())
          .put("offset", each.offset())
          .put("channel", each.channel() == null ? null : each.channel().toString())
          .put("expected", each.expected())
          .put("found", each.found());
    }
    return json.toString();
  }

  /** A table for people, a line for each difference, and a sentence. */
  static String table(AuditReport report) {
    StringBuilder text = new StringBuilder();
    row(text, "partitions", report.partitions());
    row(text, "records", report.records());
    row(text, "  audited", report.audited());
    row(text, "  not audited", report.notAudited());
    row(text, "  outcomes gone", report.outcomesGone());
    row(text, "facts", report.facts());
    row(text, "checkpoints", report.checkpoints());
    row(text, "differences", report.differences());
    for (KeyUse each : report.keys()) {
      row(text, "key " + each.keyId().toHex(), each.channels());
      row(text, "  previous epochs", each.previous());
      row(text, "  answers", each.answers());
    }
    text.append(System.lineSeparator());
    report.found().forEach(each -> text.append(line(each)).append(System.lineSeparator()));
    return text.append(conclusion(report)).toString();
  }

  private static String line(Difference each) {
    return "partition %d, offset %d, channel %s: expected %s; found %s"
        .formatted(
            each.partition(),
            each.offset(),
            each.channel() == null ? "none" : each.channel(),
            each.expected(),
            each.found());
  }

  private static String conclusion(AuditReport report) {
    if (report.isClean()) {
      return "All that was looked at is what the log implies.";
    }
    long hidden = report.differences() - report.found().size();
    return hidden == 0
        ? "FAILED: what was done is not what the log implies."
        : String.format(
            Locale.ROOT, "FAILED: what was done is not what the log implies; %,d more.", hidden);
  }

  private static void row(StringBuilder text, String name, long value) {
    text.append(String.format(Locale.ROOT, "%-22s %,12d%n", name, value));
  }
}
