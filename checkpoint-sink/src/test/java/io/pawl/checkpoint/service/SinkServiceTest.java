package io.pawl.checkpoint.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.service.RunningService;
import io.pawl.service.ServiceFailure;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;

class SinkServiceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 2;

  private static final KafkaFixture broker = KafkaFixture.shared();

  private Map<String, Object> client;
  private String prefix;
  private Topics topics;
  private String registry;
  private LogIdentity log;

  @BeforeEach
  void deploy() {
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    prefix = "test-" + UUID.randomUUID();
    topics = Topics.of(prefix);
    registry = "mock://" + prefix;
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.ensure(topics, PARTITIONS, (short) 1);
    }
  }

  private List<String> arguments(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--pawl.kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "--pawl.registry.url=" + registry,
                "--pawl.topics.prefix=" + prefix,
                "--pawl.group=" + prefix,
                "--pawl.http.port=0"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private RunningService sink(String... more) {
    return RunningService.start(new SinkApplication(), arguments(more));
  }

  private static ResponseEntity<String> call(
      RunningService service, HttpMethod method, String path) {
    return WebClient.create(service.uri().toString())
        .method(method)
        .uri(path)
        .exchangeToMono(answer -> answer.toEntity(String.class))
        .blockOptional(PATIENCE)
        .orElseThrow();
  }

  private static String get(RunningService service, String path) {
    return String.valueOf(call(service, HttpMethod.GET, path).getBody());
  }

  private static int status(RunningService service, String path) {
    return call(service, HttpMethod.GET, path).getStatusCode().value();
  }

  private static void awaitReady(RunningService service) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(status(service, "/actuator/health/readiness")).isEqualTo(200));
  }

  /** Facts of the first partition. */
  private void write(long... barriers) {
    try (SchemaRegistry schemas = SchemaRegistry.connect(Map.of("schema.registry.url", registry));
        var producer =
            new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      Codec codec = Codec.create(schemas, topics).blockOptional(PATIENCE).orElseThrow();
      for (long barrier : barriers) {
        var _ =
            producer.send(
                new ProducerRecord<byte[], byte[]>(
                    topics.facts(), 0, null, codec.encodeFact(new Fact.Barrier(barrier, log))));
      }
    }
  }

  @Test
  void itIsReadyWithEveryLaneLiveAndAliveAndCounted() {
    try (RunningService service = sink()) {
      awaitReady(service);

      assertThat(get(service, "/actuator/health/readiness"))
          .contains("\"0\":\"live\"", "\"1\":\"live\"");
      assertThat(status(service, "/actuator/health/liveness")).isEqualTo(200);
      assertThat(get(service, "/actuator/prometheus"))
          .contains("pawl_fold_facts_total", "pawl_lanes{service=\"checkpoint\",state=\"live\"} 2");
    }
  }

  @Test
  void aSnapshotThatIsAskedForIsTakenOfEveryPartition() {
    write(1, 2, 3);
    try (RunningService service = sink()) {
      awaitReady(service);
      assertThat(get(service, "/actuator/snapshot"))
          .startsWith("{\"requests\":0,\"partitions\":2,")
          .contains("\"0\":{\"answered\":0,\"underWay\":false");

      ResponseEntity<String> asked = call(service, HttpMethod.POST, "/actuator/snapshot");

      assertThat(asked.getStatusCode().value()).isEqualTo(200);
      assertThat(asked.getBody()).isEqualTo("{\"request\":1}");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(get(service, "/actuator/snapshot"))
                  .contains(
                      "\"0\":{\"answered\":1,\"underWay\":false,\"last\":{\"factsOffset\":3",
                      "\"1\":{\"answered\":1,\"underWay\":false,\"last\":{\"factsOffset\":0"));
      assertThat(get(service, "/actuator/prometheus")).contains("pawl_fold_snapshots_total 2.0");
    }
  }

  @Test
  void whatItDoesInsteadIsToldWhereItDoesNotRunYet() {
    try (RunningService service = sink("--pawl.kafka.bootstrap.servers=127.0.0.1:1")) {
      ResponseEntity<String> asked = call(service, HttpMethod.POST, "/actuator/snapshot");

      assertThat(asked.getStatusCode().value()).isEqualTo(503);
      assertThat(asked.getBody()).contains("Kafka broker");
    }
  }

  @Test
  void toldToEndItCommitsWhatItTookAndIsReadyNoMore() {
    // So rarely that only the end can have committed.
    try (RunningService service = sink("--pawl.commit.idle=30s", "--pawl.commit.backlog=30s")) {
      awaitReady(service);
      write(1, 2);
      await()
          .atMost(PATIENCE)
          .until(() -> get(service, "/actuator/prometheus").contains("pawl_fold_facts_total 2.0"));

      service.stop();

      assertThat(get(service, "/actuator/health/readiness")).contains("stopping");
      try (var offsets = CommittedOffsets.connect(client, prefix, PATIENCE)) {
        assertThat(offsets.committed(new TopicPartition(topics.facts(), 0))).hasValue(2);
      }
    }
  }

  @Test
  void aPortThatIsTakenIsToldInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      var arguments = arguments("--pawl.http.port=" + taken.getLocalPort());
      assertThatThrownBy(() -> RunningService.run(new SinkApplication(), arguments))
          .isInstanceOf(ServiceFailure.class)
          .hasMessage("pawl.http.port: port %d is taken".formatted(taken.getLocalPort()));
    }
  }
}
