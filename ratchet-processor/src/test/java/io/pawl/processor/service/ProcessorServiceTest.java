package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.processor.Deployment;
import io.pawl.service.RunningService;
import io.pawl.service.ServiceFailure;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProcessorServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final KafkaFixture broker = KafkaFixture.shared();

  @TempDir private static Path folder = Path.of("");

  private static List<String> arguments(Deployment deployment, String... more) {
    var arguments = new ArrayList<>(deployment.arguments(folder));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static void awaitReady(Probe service) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(service.readiness()).as("readiness").returns(200, Probe.Answer::status));
  }

  @Test
  void itJudgesWhatIsWrittenAndIsReadyAndCounted() {
    try (Deployment deployment = new Deployment(broker);
        Probe service = Probe.start(arguments(deployment))) {
      deployment.write(0, null, new byte[] {1, 2, 3});
      deployment.awaitJudged();

      assertThat(deployment.committed(deployment.topics().rejected(), 0)).hasSize(1);
      awaitReady(service);
      assertThat(service.readiness().body())
          .contains("\"0\":\"live\"", "\"1\":\"live\"", "\"2\":\"live\"");
      assertThat(service.liveness().status()).isEqualTo(200);
      assertThat(service.metrics())
          .contains(
              "pawl_envelopes_total{verdict=\"MALFORMED\"} 1.0",
              "pawl_ready 1.0",
              "pawl_lanes{service=\"ratchet\",state=\"live\"} 3.0",
              "pawl_lane_partitions{service=\"ratchet\"} 3.0");
    }
  }

  @Test
  void whileNoBrokerAnswersItWaitsAndSaysSoAndIsAlive() throws Exception {
    // Bound and never accepted: whoever connects there gets no answer.
    try (Deployment deployment = new Deployment(broker);
        ServerSocket silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String nowhere = "127.0.0.1:" + silent.getLocalPort();
      try (Probe service =
          Probe.start(arguments(deployment, "--pawl.kafka.bootstrap.servers=" + nowhere))) {
        assertThat(service.readiness().status()).isEqualTo(503);
        assertThat(service.liveness().status()).isEqualTo(200);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(service.readiness().body())
                    .contains("no Kafka broker answered", nowhere));
      }
    }
  }

  @Test
  @Timeout(60)
  void missingTopicsEndItWithALineForEach() {
    try (Deployment deployment = new Deployment(broker);
        Probe service = Probe.start(arguments(deployment, "--pawl.topics.prefix=elsewhere"))) {
      assertThatThrownBy(() -> service.service().awaitEnd())
          .isInstanceOf(ServiceFailure.class)
          .hasMessageContaining("elsewhere.log: does not exist")
          .hasMessageContaining("elsewhere.checkpoints: does not exist");
    }
  }

  @Test
  void topicsAreCreatedOnlyWhereThatIsAskedFor() {
    try (Deployment deployment = new Deployment(broker);
        Probe service =
            Probe.start(
                arguments(
                    deployment,
                    "--pawl.topics.prefix=created",
                    "--pawl.topics.create=true",
                    "--pawl.topics.partitions=2",
                    "--pawl.topics.replication-factor=1"))) {
      awaitReady(service);
      assertThat(service.readiness().body()).contains("\"1\":\"live\"").doesNotContain("\"2\"");
    }
  }

  @Test
  void aPortThatIsTakenIsToldInOneLine() throws Exception {
    try (Deployment deployment = new Deployment(broker);
        ServerSocket taken = new ServerSocket(0)) {
      var arguments = arguments(deployment, "--pawl.http.port=" + taken.getLocalPort());
      assertThatThrownBy(() -> RunningService.run(new ProcessorApplication(), arguments))
          .isInstanceOf(ServiceFailure.class)
          .hasMessage("pawl.http.port: port %d is taken".formatted(taken.getLocalPort()));
    }
  }
}
