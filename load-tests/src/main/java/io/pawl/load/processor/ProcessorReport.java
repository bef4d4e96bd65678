package io.pawl.load.processor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What the rounds found.
 *
 * @param load that all had
 * @param speeds by contender, one for each round
 * @param latencies by contender
 */
record ProcessorReport(
    Load load, Map<Contender, List<Race.Speed>> speeds, Map<Contender, Latency> latencies) {
  /**
   * From the moment when a record is due at the log to the moment when a reader has its outcome.
   *
   * @param perSecond records that were appended, a share of what this contender is able to
   */
  record Latency(double perSecond, double p50Millis, double p99Millis, double p999Millis) {}

  /** The middle value; of an even number the lower one. */
  static double median(List<Race.Speed> speeds, ToDoubleFunction<Race.Speed> value) {
    double[] sorted = speeds.stream().mapToDouble(value).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }

  private double perSecond(Contender contender) {
    return median(Objects.requireNonNull(speeds.get(contender)), Race.Speed::perSecond);
  }

  private double cpu(Contender contender) {
    return median(Objects.requireNonNull(speeds.get(contender)), Race.Speed::cpuSecondsPerMillion);
  }

  private double ratio(Contender other) {
    return perSecond(Contender.PAWL) / perSecond(other);
  }

  /** One JSON object. */
  String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Contender contender : Contender.values()) {
      json.put(contender.key(), Math.round(perSecond(contender)));
    }
    json.put("ratioToRaw", rounded(ratio(Contender.RAW)));
    json.put("ratioToStreams", rounded(ratio(Contender.STREAMS)));
    ObjectNode cpu = json.putObject("cpuSecondsPerMillion");
    ObjectNode latency = json.putObject("latencyMillis");
    ObjectNode rounds = json.putObject("rounds");
    for (Contender contender : Contender.values()) {
      cpu.put(contender.key(), rounded(cpu(contender)));
      Latency millis = Objects.requireNonNull(latencies.get(contender));
      ObjectNode one = latency.putObject(contender.key());
      one.put("perSecond", Math.round(millis.perSecond()));
      one.put("p50", rounded(millis.p50Millis()));
      one.put("p99", rounded(millis.p99Millis()));
      one.put("p999", rounded(millis.p999Millis()));
      ArrayNode all = rounds.putArray(contender.key());
      Objects.requireNonNull(speeds.get(contender))
          .forEach(speed -> all.add(Math.round(speed.perSecond())));
    }
    json.put("records", load.records());
    json.put("bytes", load.bytes());
    json.put("channels", load.channelsPerPartition() * load.partitions());
    json.put("partitions", load.partitions());
    json.put("acceptedByEach", load.total());
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    return json.toString();
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }

  /** For a terminal: several lines, without the last line's end. */
  String toTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-8s %10s %14s   latency at a share of that rate, ms%n%-8s %10s %14s %9s %9s %9s%n",
            "",
            "records/s",
            "CPU s/million",
            "",
            "",
            "",
            "p50",
            "p99",
            "p99.9"));
    for (Contender contender : Contender.values()) {
      Latency millis = Objects.requireNonNull(latencies.get(contender));
      table.append(
          String.format(
              Locale.ROOT,
              "%-8s %,10.0f %14.2f %9.1f %9.1f %9.1f%n",
              contender.key(),
              perSecond(contender),
              cpu(contender),
              millis.p50Millis(),
              millis.p99Millis(),
              millis.p999Millis()));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "pawl is %.2f times as fast as raw, %.2f times as fast as streams; each accepted %,d"
                + " records in each round",
            ratio(Contender.RAW),
            ratio(Contender.STREAMS),
            load.total()));
    return table.toString();
  }
}
