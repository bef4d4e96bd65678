package io.pawl.load.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.compose.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorChartTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void whatTheBenchmarkPrintsIsDrawnWithItsRoundsAndItsConfiguration(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("chart.svg");

    ProcessorChart.of(JSON.readTree(ProcessorReportTest.report().toJson())).write(file);

    assertThat(Files.readString(file))
        .contains("Records judged per second", "CPU seconds for a million records")
        .contains("hand-written loop", "Kafka Streams", ">Pawl<", ">300<", ">5.00<")
        .contains("Median of 3 rounds of 1,000 envelopes each")
        .contains("512 bytes of ciphertext, 4 channels, 4 partitions")
        .contains("cores, with the broker beside it; Java ");
    assertThat(Files.readString(file).split("<circle", -1)).hasSize(3 * 3 + 1);
  }

  @Test
  void aFieldThatIsMissingIsNamed() {
    assertThatThrownBy(() -> ProcessorChart.of(JSON.readTree("{\"rounds\": {}}")))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("rounds.raw is missing: this is not what 'pawl bench processor --json' prints");
  }
}
