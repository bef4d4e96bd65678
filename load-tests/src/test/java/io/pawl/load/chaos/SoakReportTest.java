package io.pawl.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.load.chaos.SoakReport.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakReportTest {
  private static SoakReport report(IntToLongFunction disk, IntToLongFunction replayed) {
    List<Sample> samples =
        IntStream.range(0, 9)
            .mapToObj(i ->
                new Sample(
                    i,
                    Map.of("log", disk.applyAsLong(i), "facts", 0L),
                    10,
                    replayed.applyAsLong(i),
                    100L * (i + 1),
                    50L * (i + 1)))
            .toList();
    return new SoakReport(samples, 1_000);
  }

  @Test
  void whatRisesAndThenStaysIsLevel() {
    assertThat(report(i -> 1_000L * Math.min(i, 3), i -> 500).isSuccess()).isTrue();
  }

  @Test
  void aDiskThatRisesAllTheTimeIsNot() {
    assertThat(report(i -> 1_000L * i, i -> 500).isSuccess()).isFalse();
  }

  @Test
  void aReplayThatRisesAllTheTimeIsNot() {
    assertThat(report(i -> 1_000, i -> 1_000L * i).isSuccess()).isFalse();
  }

  @Test
  void tellsWhatWasWrittenForEachFact() {
    assertThat(report(i -> 1, i -> 1).amplification()).isEqualTo(0.5);
  }

  @Test
  void isDrawn(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("soak.png");

    SoakChart.of(report(i -> 1_000L * i, i -> 5)).write(file);

    assertThat(Files.size(file)).isPositive();
    assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(600);
  }
}
