package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.processor.Deployment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreachableRegistryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder = Path.of("");

  @Test
  void aRecordOfAnUnknownIdWaitsUntilTheRegistryIsBackAndItsLaneSaysSo() {
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        HttpRegistryServer registry = new HttpRegistryServer();
        Deployment deployment = new Deployment(broker, registry.url());
        Probe service = Probe.start(deployment.arguments(folder))) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(service.readiness().status()).isEqualTo(200));

      registry.goAway();
      byte[] ofUnknownId = ByteBuffer.allocate(30).put((byte) 0).putInt(4_711).array();
      deployment.write(1, null, ofUnknownId);
      // The other lanes have nothing to ask the registry.
      deployment.write(0, null, new byte[] {1, 2, 3});

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(service.readiness().status()).isEqualTo(503);
            assertThat(service.readiness().body())
                .contains("\"1\":\"waiting: schema id 4711", "\"0\":\"live\"");
            assertThat(service.metrics())
                .contains(
                    "pawl_lanes{service=\"ratchet\",state=\"waiting\"} 1.0", "pawl_ready 0.0");
          });
      assertThat(service.liveness().status()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(deployment.committed(deployment.topics().rejected(), 0)).hasSize(1));
      assertThat(deployment.committed(deployment.topics().rejected(), 1)).isEmpty();

      registry.comeUp();

      deployment.awaitJudged();
      assertThat(deployment.committed(deployment.topics().rejected(), 1)).hasSize(1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(service.readiness().status()).isEqualTo(200));
    }
  }

  @Test
  void aStartWaitsForTheRegistry() {
    try (EmbeddedKafka broker = EmbeddedKafka.start();
        HttpRegistryServer registry = new HttpRegistryServer();
        Deployment deployment = new Deployment(broker, registry.url())) {
      registry.goAway();
      try (Probe service = Probe.start(new ArrayList<>(deployment.arguments(folder)))) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(service.readiness().body()).contains("no schema registry answers"));
        assertThat(service.metrics()).contains("pawl_ready 0.0").doesNotContain("pawl_lanes");

        registry.comeUp();

        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              assertThat(service.readiness().status()).isEqualTo(200);
              assertThat(service.metrics()).contains("pawl_ready 1.0");
            });
      }
    }
  }
}
