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
 * What recoveries took.
 *
 * @param channels restored in each
 * @param partitions that they are spread over
 * @param records of checkpoints read for them
 * @param bytes of those
 * @param recoveries the first in a JVM that has just started, the others in the same
 * @param replayed envelopes read again from the barrier on
 * @param replay a recovery with that many to replay, in a JVM that has just started
 * @param unfolded envelopes judged since, while no sink ran
 * @param behind a recovery after them from checkpoints that include none of them
 */
record RecoveryReport(
    int channels,
    int partitions,
    long records,
    long bytes,
    List<RecoveringProcessor.Taken> recoveries,
    long replayed,
    RecoveringProcessor.Taken replay,
    long unfolded,
    RecoveringProcessor.Taken behind) {
  private double perSecond(RecoveringProcessor.Taken taken) {
    return channels / (taken.millis() / 1_000);
  }

  private double median(ToDoubleFunction<RecoveringProcessor.Taken> value) {
    double[] sorted = recoveries.stream().mapToDouble(value).sorted().toArray();
    return sorted[(sorted.length - 1) / 2];
  }

  private double medianCpuSecondsPerMillion() {
    double millis = median(RecoveringProcessor.Taken::cpuMillis);
    return Math.round(millis / channels * 1_000_000) / 1_000.0;
  }

  private double medianPerSecond() {
    return channels / (median(RecoveringProcessor.Taken::millis) / 1_000);
  }

  private double replayedPerSecond() {
    return replayed / (Objects.requireNonNull(replay.steps().get("log")) / 1_000);
  }

  private long heapPerChannel() {
    return recoveries.getLast().heapBytes() / channels;
  }

  /** One JSON object. */
  String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("channelsPerSecond", Math.round(medianPerSecond()));
    json.put("firstChannelsPerSecond", Math.round(perSecond(recoveries.getFirst())));
    json.put("cpuSecondsPerMillionChannels", medianCpuSecondsPerMillion());
    json.put("replayedPerSecond", Math.round(replayedPerSecond()));
    json.put("heapBytesPerChannel", heapPerChannel());
    json.put("channels", channels);
    json.put("partitions", partitions);
    json.put("checkpointRecords", records);
    json.put("checkpointBytes", bytes);
    json.put("checkpointBytesPerChannel", bytes / channels);
    json.put("replayed", replayed);
    ArrayNode rounds = json.putArray("rounds");
    recoveries.forEach(taken -> add(rounds.addObject(), taken));
    add(json.putObject("replay"), replay);
    ObjectNode without = json.putObject("withoutSink");
    without.put("records", unfolded);
    add(without, behind);
    json.put("java", Runtime.version().toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    return json.toString();
  }

  private static void add(ObjectNode json, RecoveringProcessor.Taken taken) {
    json.put("millis", Math.round(taken.millis()));
    json.put("cpuMillis", Math.round(taken.cpuMillis()));
    json.put("heapBytes", taken.heapBytes());
    ObjectNode steps = json.putObject("stepMillis");
    taken.steps().forEach((step, millis) -> steps.put(step, Math.round(millis)));
  }

  /** For a terminal: several lines, without the last line's end. */
  String toTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%,d channels in %d partitions, %,d records and %.1f MB of checkpoints%n",
            channels,
            partitions,
            records,
            bytes / 1e6));
    for (RecoveringProcessor.Taken taken : recoveries) {
      table.append(
          String.format(
              Locale.ROOT,
              "recovered in %,.0f ms: %,.0f channels/s (%s)%n",
              taken.millis(),
              perSecond(taken),
              steps(taken.steps())));
    }
    table.append(
        String.format(
            Locale.ROOT,
            "%,d bytes of heap for a channel%n%,d envelopes replayed: %,.0f records/s%n"
                + "after %,d envelopes without a sink: %,.0f ms (%s)",
            heapPerChannel(),
            replayed,
            replayedPerSecond(),
            unfolded,
            behind.millis(),
            steps(behind.steps())));
    return table.toString();
  }

  private static String steps(Map<String, Double> steps) {
    StringBuilder line = new StringBuilder();
    steps.forEach((step, millis) -> {
      line.append(line.isEmpty() ? "" : ", ");
      line.append(String.format(Locale.ROOT, "%s %,.0f ms", step, millis));
    });
    return line.toString();
  }
}
