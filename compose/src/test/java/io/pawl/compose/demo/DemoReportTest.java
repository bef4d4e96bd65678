package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pawl.ratchet.Refusal;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {
  private static final Tally CLEAN = new Tally(2_000, 2_000, 0, 0, 0, 0);

  private static DemoReport report(Tally lines, long accepted, long undetected) {
    return new DemoReport(
        50,
        lines,
        accepted,
        30,
        Map.of(Refusal.REPLAYED, 20L, Refusal.BAD_TAG, 10L),
        undetected,
        77,
        12,
        2.5,
        3.25,
        40.125);
  }

  @Test
  void theJsonHasTheseKeysAndNoOthers() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report(CLEAN, 2_000, 0).toJson());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "sent",
            "accepted",
            "opened",
            "injected",
            "refused",
            "lost",
            "duplicated",
            "undetected",
            "slotsAdvanced",
            "seconds",
            "messagesPerSecond",
            "latencyMillis");
    assertThat(json.get("refused").toString()).isEqualTo("{\"BAD_TAG\":10,\"REPLAYED\":20}");
    assertThat(json.get("latencyMillis").toString()).isEqualTo("{\"p50\":3.25,\"p99\":40.125}");
    assertThat(json.get("messagesPerSecond").asDouble()).isEqualTo(800);
  }

  @Test
  void theJsonIsOneLine() {
    assertThat(report(CLEAN, 2_000, 0).toJson()).doesNotContain("\n");
  }

  @Test
  void onlyACleanRunIsASuccess() {
    assertThat(report(CLEAN, 2_000, 0).isSuccess()).isTrue();
    assertThat(report(CLEAN, 1_999, 0).isSuccess()).isFalse();
    assertThat(report(CLEAN, 2_000, 1).isSuccess()).isFalse();
    assertThat(report(new Tally(2_000, 1_999, 1, 0, 0, 0), 2_000, 0).isSuccess()).isFalse();
    assertThat(report(new Tally(2_000, 2_001, 0, 1, 0, 0), 2_000, 0).isSuccess()).isFalse();
    assertThat(report(new Tally(2_000, 2_000, 1, 0, 1, 0), 2_000, 0).isSuccess()).isFalse();
    assertThat(report(new Tally(2_000, 2_000, 0, 0, 0, 1), 2_000, 0).isSuccess()).isFalse();
  }

  @Test
  void theTableSaysWhatCameOut() {
    assertThat(report(CLEAN, 2_000, 0).toTable())
        .contains("refused                          30")
        .contains("  BAD_TAG                        10")
        .contains("p50 3.3 ms, p99 40.1 ms")
        .endsWith("refused for the right reason.");
    assertThat(report(new Tally(2_000, 1_999, 1, 0, 0, 0), 2_000, 4).toTable())
        .endsWith("FAILED: lost 1, duplicated 0, altered 0, out of order 0, undetected 4.");
  }
}
