package io.pawl.load.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessorReportTest {
  private final ProcessorReport report = report();

  static ProcessorReport report() {
    Map<Contender, List<Race.Speed>> speeds = new EnumMap<>(Contender.class);
    speeds.put(Contender.RAW, speeds(100, 500, 200));
    speeds.put(Contender.STREAMS, speeds(100, 90, 110));
    speeds.put(Contender.PAWL, speeds(300, 320, 10));
    Map<Contender, ProcessorReport.Latency> latencies = new EnumMap<>(Contender.class);
    for (Contender contender : Contender.values()) {
      latencies.put(contender, new ProcessorReport.Latency(50, 1, 2, 3));
    }
    return new ProcessorReport(new Load(1_000, 512, 4, 4), speeds, latencies);
  }

  private static List<Race.Speed> speeds(double... perSecond) {
    return java.util.Arrays.stream(perSecond)
        .mapToObj(value -> new Race.Speed(value, 1_000 / value))
        .toList();
  }

  @Test
  void theJsonComparesMedians() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertThat(json.get("raw").asInt()).isEqualTo(200);
    assertThat(json.get("streams").asInt()).isEqualTo(100);
    assertThat(json.get("pawl").asInt()).isEqualTo(300);
    assertThat(json.get("ratioToRaw").asDouble()).isEqualTo(1.5);
    assertThat(json.get("ratioToStreams").asDouble()).isEqualTo(3);
    assertThat(json.get("cpuSecondsPerMillion").get("raw").asDouble()).isEqualTo(5);
    assertThat(json.get("latencyMillis").get("pawl").get("p999").asDouble()).isEqualTo(3);
    assertThat(json.get("rounds").get("pawl")).hasSize(3);
  }

  @Test
  void theTableSaysWhatCounts() {
    assertThat(report.toTable())
        .contains("raw ", "streams", "pawl")
        .contains("1.50 times as fast as raw, 3.00 times as fast as streams");
  }
}
