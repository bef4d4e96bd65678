package io.pawl.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.gateway.http.HttpGateway;
import io.pawl.service.RunningService;
import io.pawl.service.ServiceFailure;
import io.pawl.service.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GatewayServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  private static List<String> arguments(Path folder) {
    var id = UUID.randomUUID();
    return List.of(
        "--pawl.kafka.bootstrap.servers=" + KafkaFixture.shared().bootstrapServers(),
        "--pawl.registry.url=mock://" + id,
        "--pawl.topics.prefix=test-" + id,
        "--pawl.topics.create=true",
        "--pawl.topics.partitions=2",
        "--pawl.topics.replication-factor=1",
        "--pawl.http.port=0",
        "--pawl.apps.port=0",
        "--pawl.administration.port=0",
        "--pawl.apps.address=127.0.0.1",
        "--pawl.processors-key=" + KEY,
        "--pawl.folder=" + folder);
  }

  private static HttpResponse<String> get(URI address) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void itIsReadyAndMeasuredAndAnswersBothListeners(@TempDir Path folder) {
    try (RunningService service =
        RunningService.start(new GatewayApplication(), arguments(folder))) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> get(service.uri().resolve("/actuator/health/readiness")).statusCode() == 200);

      assertThat(service.stage()).isInstanceOf(Stage.Running.class);
      HttpGateway gateway = (HttpGateway) ((Stage.Running) service.stage()).core();
      assertThat(get(gateway.apps().resolve("/openapi.json")).statusCode()).isEqualTo(200);
      assertThat(get(gateway.administration().resolve("/apps")).statusCode()).isEqualTo(401);
      assertThat(get(service.uri().resolve("/actuator/health/liveness")).statusCode())
          .isEqualTo(200);
      assertThat(get(service.uri().resolve("/actuator/prometheus")).body())
          .contains(
              "pawl_gateway_apps",
              "pawl_gateway_requests_seconds",
              "pawl_ready 1.0",
              "pawl_gateway_problems_total{code=\"INTERNAL\"} 0.0");
    }
  }

  @Test
  void everyFaultIsToldAtOnce() {
    assertThatThrownBy(() ->
            RunningService.start(
                new GatewayApplication(),
                List.of(
                    "--pawl.kafka.bootstrap.servers=127.0.0.1:9",
                    "--pawl.registry.url=mock://x",
                    "--pawl.processors-key=AAAA",
                    "--pawl.apps.address=somewhere",
                    "--pawl.limits.streams=0")))
        .isInstanceOf(ServiceFailure.class)
        .hasMessageContaining("pawl.folder is missing")
        .hasMessageContaining("pawl.processors-key must be the Base64 of 32 bytes")
        .hasMessageContaining("pawl.apps.address must be an address of numbers")
        .hasMessageContaining("pawl.limits.streams must be a whole number from 1");
  }
}
