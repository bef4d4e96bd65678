package io.pawl.load.core;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** What the core's benchmarks found. */
record CoreReport(List<Row> rows) {
  CoreReport {
    rows = List.copyOf(rows);
  }

  /**
   * One benchmark.
   *
   * @param perSecond operations on one thread
   * @param error half the width of the 99.9 % confidence interval of that
   * @param bytesPerOperation allocated
   */
  record Row(String name, double perSecond, double error, double bytesPerOperation) {}

  /** One JSON object, with an object for each benchmark. */
  String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Row row : rows) {
      ObjectNode one = json.putObject(row.name());
      one.put("perSecond", Math.round(row.perSecond()));
      one.put("error", Math.round(row.error()));
      one.put("bytesPerOperation", Math.round(row.bytesPerOperation() * 10) / 10.0);
    }
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    return json.toString();
  }

  /** For a terminal: several lines, without the last line's end. */
  String toTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(Locale.ROOT, "%-14s %16s %12s %10s", "", "per second", "±", "bytes/op"));
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n%-14s %,16.0f %,12.0f %,10.1f",
              row.name(),
              row.perSecond(),
              row.error(),
              row.bytesPerOperation()));
    }
    return table.toString();
  }
}
