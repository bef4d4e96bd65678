package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds docs/metrics.md to the meters of running services. */
@ExtendWith(Exporters.Shared.class)
class MetricsDocumentTest {
  private static final Document DOCUMENT = Document.read("metrics.md");
  private static final String ALL = "Every service";
  private static final String LANES = "Lanes, of processor and sink";

  @Test
  void everyMeterOfAProcessorIsDocumentedAndEveryDocumentedMeterExists(Exporters exporters) {
    assertThat(exporters.processorMeters())
        .isEqualTo(DOCUMENT.rows(ALL, "Processor", LANES).keySet());
  }

  @Test
  void everyMeterOfASinkIsDocumentedAndEveryDocumentedMeterExists(Exporters exporters) {
    assertThat(exporters.sinkMeters()).isEqualTo(DOCUMENT.rows(ALL, "Sink", LANES).keySet());
  }

  @Test
  void everyMeterOfAGatewayIsDocumentedAndEveryDocumentedMeterExists(Exporters exporters)
      throws Exception {
    assertThat(exporters.gatewayMeters()).isEqualTo(DOCUMENT.rows(ALL, "Gateway").keySet());
  }

  /** Some of a peer's meters exist only once they count. */
  @Test
  void everyMeterOfAPeerIsDocumented(Exporters exporters) {
    assertThat(DOCUMENT.rows("Peers").keySet()).containsAll(exporters.peerMeters());
  }
}
