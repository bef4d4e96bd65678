package io.pawl.load.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreReportTest {
  private final CoreReport report =
      new CoreReport(List.of(new CoreReport.Row("acceptance", 25_000_000.4, 1_000.2, 0.0001)));

  @Test
  void theJsonHasAnObjectForEachBenchmark() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report.toJson()).get("acceptance");
    assertThat(json.get("perSecond").asLong()).isEqualTo(25_000_000);
    assertThat(json.get("error").asLong()).isEqualTo(1_000);
    assertThat(json.get("bytesPerOperation").asDouble()).isZero();
  }

  @Test
  void theTableHasALineForEachBenchmark() {
    assertThat(report.toTable().lines()).last().asString().contains("acceptance", "25,000,000");
  }
}
