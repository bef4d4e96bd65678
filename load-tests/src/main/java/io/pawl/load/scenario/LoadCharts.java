package io.pawl.load.scenario;

import io.pawl.load.chart.LineChart;
import io.pawl.load.chart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The charts of a report, in the order in which a reader wants them. */
final class LoadCharts {
  private static final String TIME = "seconds";

  private LoadCharts() {}

  static List<LineChart> of(LoadReport report) {
    List<Sample> samples = report.samples();
    List<LineChart> charts = new ArrayList<>();
    charts.add(
        chart(
            "Records per second",
            series("wanted", samples, Sample::due),
            series("accepted", samples, Sample::accepted),
            series("refused", samples, Sample::refused)));
    charts.add(
        chart(
            "Latency until accepted, in ms",
            series("p50", samples, it -> it.latency().p50()),
            series("p99", samples, it -> it.latency().p99()),
            series("p99.9", samples, it -> it.latency().p999())));
    charts.add(
        chart(
            "Backlog: records without a visible outcome",
            series("backlog", samples, Sample::backlog)));
    charts.add(chart("Processor time, in cores", byName(samples, Sample::cores)));
    add(charts, "Heap in use, in MiB", byName(samples, Sample::heapMib));
    add(
        charts,
        "Pauses for collections, in ms of each second",
        byName(samples, Sample::pauseMillis));
    return charts;
  }

  private static LineChart chart(String title, Series... series) {
    return new LineChart(title, TIME, List.of(series));
  }

  /** Adds a chart, unless there is nothing to see on it. */
  private static void add(List<LineChart> charts, String title, Series... series) {
    if (series.length > 0) {
      charts.add(chart(title, series));
    }
  }

  private static Series series(String name, List<Sample> samples, ToDoubleFunction<Sample> value) {
    return new Series(
        name,
        samples.stream().mapToDouble(Sample::second).toArray(),
        samples.stream().mapToDouble(value).toArray());
  }

  private static Series[] byName(
      List<Sample> samples, Function<Sample, Map<String, Double>> values) {
    Stream<String> names =
        samples.stream().flatMap(sample -> values.apply(sample).keySet().stream());
    return names.collect(TreeSet<String>::new, TreeSet::add, TreeSet::addAll).stream()
        .map(name ->
            series(name, samples, sample -> values.apply(sample).getOrDefault(name, Double.NaN)))
        .toArray(Series[]::new);
  }
}
