package io.pawl.load.chaos;

import io.pawl.load.chart.Chart;
import io.pawl.load.chart.LineChart;
import io.pawl.load.chart.Row;
import io.pawl.load.chart.Series;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Draws what a soak found: disk and recovery, side by side. */
final class SoakChart {
  private static final String TIME = "seconds of traffic";
  private static final double MIB = 1 << 20;

  private SoakChart() {}

  static Chart of(SoakReport report) {
    List<SoakReport.Sample> samples = report.samples();
    LineChart disk =
        new LineChart(
            "On disk, in MiB",
            TIME,
            samples.getLast().bytes().keySet().stream()
                .sorted()
                .map(
                    topic -> series(topic, samples, it -> it.bytes().getOrDefault(topic, 0L) / MIB))
                .toList());
    LineChart recovery =
        new LineChart(
            "Recovery of a killed processor's lanes",
            TIME,
            List.of(
                series("slowest, in ms", samples, SoakReport.Sample::recoveryMillis),
                series("records replayed", samples, SoakReport.Sample::replayed)));
    return new Row(
        "What the topics take on disk, and what a recovery takes", List.of(disk, recovery));
  }

  private static Series series(
      String name, List<SoakReport.Sample> samples, ToDoubleFunction<SoakReport.Sample> value) {
    return new Series(
        name,
        samples.stream().mapToDouble(SoakReport.Sample::seconds).toArray(),
        samples.stream().mapToDouble(value).toArray());
  }
}
