package io.pawl.load.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {
  private static final String HOSTILE = "<script>alert('\"&')</script>\u0001";

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static LineChart lines(double... y) {
    double[] x = IntStream.range(0, y.length).asDoubleStream().toArray();
    return new LineChart("Latency, in ms", "seconds", List.of(new Series("p50", x, y)));
  }

  private static List<Element> elements(Document svg, String tag) {
    NodeList found = svg.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  @Test
  void everyPointOfALineIsWithinTheChart() throws Exception {
    LineChart chart = lines(0, 3, 1_000, 7.5, 999);

    Document svg = parse(chart.toSvg());

    String points = elements(svg, "polyline").getFirst().getAttribute("points");
    assertThat(points.split(" ", -1))
        .hasSize(5)
        .allSatisfy(point -> {
          String[] xy = point.split(",", -1);
          assertThat(Double.parseDouble(xy[0])).isBetween(0.0, (double) chart.width());
          assertThat(Double.parseDouble(xy[1])).isBetween(0.0, (double) chart.height());
        });
    // The most, 1,000, is a tick: its point is at the top, and 0 on the axis.
    assertThat(points).startsWith("72.0,216.0 ").contains(",40.0 ");
  }

  @Test
  void whereNothingIsKnownALineHasAGap() throws Exception {
    Document svg = parse(lines(1, 2, Double.NaN, 3, 4, Double.NaN, 5).toSvg());

    assertThat(elements(svg, "polyline")).hasSize(2);
    assertThat(elements(svg, "circle")).hasSize(1);
  }

  @Test
  void namesOfLinesThatEndTogetherStandApart() throws Exception {
    List<Series> same = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      same.add(new Series("line " + i, new double[] {0, 1}, new double[] {0, 0}));
    }

    Document svg = parse(new LineChart("Level", "seconds", same).toSvg());

    List<Double> heights =
        elements(svg, "text").stream()
            .filter(text -> text.getTextContent().startsWith("line "))
            .map(text -> Double.parseDouble(text.getAttribute("y")))
            .sorted()
            .toList();
    assertThat(heights).hasSize(4);
    for (int i = 1; i < heights.size(); i++) {
      assertThat(heights.get(i) - heights.get(i - 1)).isGreaterThanOrEqualTo(15);
    }
    assertThat(heights.getLast()).isLessThan(260);
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String svg =
        new LineChart(
                HOSTILE, HOSTILE, List.of(new Series(HOSTILE, new double[] {1}, new double[] {1})))
            .toSvg();

    assertThat(svg).doesNotContain("<script").doesNotContain("\u0001");
    assertThat(elements(parse(svg), "title").getFirst().getTextContent())
        .startsWith("<script>alert('\"&')");
  }

  @Test
  void aSeriesWithoutAsManyValuesAsTimesIsRefused() {
    assertThatThrownBy(() -> new Series("p50", new double[2], new double[3]))
        .hasMessage("p50 has 2 x and 3 y");
  }

  @Test
  void barsAreWrittenAsSvgAndAsPng(@TempDir Path folder) throws Exception {
    BarChart chart =
        new BarChart(
            "Records per second",
            List.of("a caption"),
            List.of(
                new BarChart.Bar("one", 100, List.of(90.0, 110.0)),
                new BarChart.Bar("two", 50, List.of())),
            0);
    Row row = new Row("Both", List.of(chart, chart));
    Path svg = folder.resolve("chart.svg");
    Path png = folder.resolve("chart.PNG");

    row.write(svg);
    row.write(png);

    Document read = parse(Files.readString(svg));
    assertThat(elements(read, "circle")).hasSize(4);
    // The ground, and two bars in each.
    assertThat(elements(read, "rect")).hasSize(5);
    assertThat(elements(read, "style").getFirst().getTextContent())
        .contains("prefers-color-scheme:dark");
    assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(2 * row.width());
    assertThat(Chart.isDrawable(Path.of("chart.pdf"))).isFalse();
  }
}
