package io.pawl.load.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws what a soak found. */
final class SoakChart {
  private static final int WIDTH = 700;
  private static final int HEIGHT = 400;
  private static final double MIB = 1 << 20;

  private SoakChart() {}

  /** Writes disk and recovery, side by side, as a PNG. */
  static void write(SoakReport report, Path file) throws IOException {
    List<SoakReport.Sample> samples = report.samples();
    XYChart disk = chart("On disk", "MiB");
    samples.getLast().bytes().keySet().stream()
        .sorted()
        .forEach(
            topic -> add(disk, topic, samples, it -> it.bytes().getOrDefault(topic, 0L) / MIB));
    XYChart recovery = chart("Recovery of a killed processor's lanes", "");
    add(recovery, "slowest, ms", samples, SoakReport.Sample::recoveryMillis);
    add(recovery, "records replayed", samples, SoakReport.Sample::replayed);
    BitmapEncoder.saveBitmap(List.of(disk, recovery), 1, 2, file.toString(), BitmapFormat.PNG);
  }

  private static XYChart chart(String title, String unit) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("seconds of traffic")
            .yAxisTitle(unit)
            .build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  private static void add(
      XYChart chart,
      String name,
      List<SoakReport.Sample> samples,
      ToDoubleFunction<SoakReport.Sample> value) {
    chart.addSeries(
        name,
        samples.stream().mapToDouble(SoakReport.Sample::seconds).toArray(),
        samples.stream().mapToDouble(value).toArray());
  }
}
