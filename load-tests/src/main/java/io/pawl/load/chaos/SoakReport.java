package io.pawl.load.chaos;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a soak found.
 *
 * @param samples one for each round of snapshots, in order
 * @param records of the log, written in all
 */
record SoakReport(List<Sample> samples, long records) implements RunReport {
  /** What the last third may have over the middle one, where all is level: chance and noise. */
  private static final double LEVEL = 1.3;

  /**
   * What was seen when every partition had one more snapshot.
   *
   * @param seconds since the traffic began
   * @param bytes on disk, by topic
   * @param recoveryMillis of the slowest lane of a processor that was killed then
   * @param replayed records of the log, by that processor's lanes together
   * @param factsIn all facts so far
   * @param recordsOut all records of the checkpoints so far
   */
  record Sample(
      double seconds,
      Map<String, Long> bytes,
      long recoveryMillis,
      long replayed,
      long factsIn,
      long recordsOut) {
    Sample {
      bytes = Map.copyOf(bytes);
    }

    double total() {
      return bytes.values().stream().mapToDouble(Long::doubleValue).sum();
    }
  }

  SoakReport {
    samples = List.copyOf(samples);
  }

  /** The mean of the last third of the samples over that of the middle third. */
  private double growth(ToDoubleFunction<Sample> value) {
    int third = samples.size() / 3;
    int last = samples.size() - third;
    return mean(samples.subList(last, samples.size()), value)
        / mean(samples.subList(last - third, last), value);
  }

  private static double mean(List<Sample> samples, ToDoubleFunction<Sample> value) {
    return samples.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  double diskGrowth() {
    return growth(Sample::total);
  }

  double replayGrowth() {
    return growth(sample -> sample.replayed() + 1);
  }

  /** Records written for each fact. */
  double amplification() {
    Sample last = samples.getLast();
    return (double) last.recordsOut() / last.factsIn();
  }

  /** Whether the topics' sizes and the work of a recovery have levelled off. */
  @Override
  public boolean isSuccess() {
    return diskGrowth() <= LEVEL && replayGrowth() <= LEVEL;
  }

  @Override
  public String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("snapshots", samples.size());
    json.put("records", records);
    json.put("diskGrowth", rounded(diskGrowth()));
    json.put("replayGrowth", rounded(replayGrowth()));
    json.put("amplification", rounded(amplification()));
    var all = json.putArray("samples");
    for (Sample sample : samples) {
      ObjectNode one = all.addObject();
      one.put("seconds", rounded(sample.seconds()));
      ObjectNode bytes = one.putObject("bytes");
      sample.bytes().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(topic -> bytes.put(topic.getKey(), topic.getValue()));
      one.put("recoveryMillis", sample.recoveryMillis());
      one.put("replayed", sample.replayed());
      one.put("factsIn", sample.factsIn());
      one.put("recordsOut", sample.recordsOut());
    }
    return json.toString();
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  @Override
  public String toTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%9s %12s %12s %10s %10s %10s%n",
            "seconds",
            "disk, KiB",
            "recovery, ms",
            "replayed",
            "facts in",
            "out"));
    for (Sample sample : samples) {
      table.append(
          String.format(
              Locale.ROOT,
              "%9.1f %,12.0f %,12d %,10d %,10d %,10d%n",
              sample.seconds(),
              sample.total() / 1024,
              sample.recoveryMillis(),
              sample.replayed(),
              sample.factsIn(),
              sample.recordsOut()));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "%nthe last third over the middle one: disk %.2f, replayed %.2f; %.2f records out per"
                + " fact in: %s",
            diskGrowth(),
            replayGrowth(),
            amplification(),
            isSuccess() ? "level." : "STILL GROWING."));
    return table.toString();
  }
}
