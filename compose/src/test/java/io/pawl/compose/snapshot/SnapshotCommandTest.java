package io.pawl.compose.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.pawl.checkpoint.service.SinkApplication;
import io.pawl.compose.CommandRun;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.service.RunningService;
import io.pawl.service.Stage;
import io.pawl.stream.LaneState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;

  private static final KafkaFixture broker = KafkaFixture.shared();

  private final String deployment = "test-" + UUID.randomUUID();

  private RunningService sink() {
    return RunningService.start(
        new SinkApplication(),
        List.of(
            "--pawl.kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "--pawl.registry.url=mock://" + deployment,
            "--pawl.group=" + deployment,
            "--pawl.topics.prefix=" + deployment,
            "--pawl.topics.create=true",
            "--pawl.topics.partitions=" + PARTITIONS,
            "--pawl.topics.replication-factor=1",
            "--pawl.http.port=0"));
  }

  /** Waits until {@code sinks} share the partitions, each with at least one. */
  private static void awaitLive(RunningService... sinks) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            Stream.of(sinks).allMatch(sink -> live(sink) > 0)
                && Stream.of(sinks).mapToInt(SnapshotCommandTest::live).sum() == PARTITIONS);
  }

  private static int live(RunningService sink) {
    return sink.stage() instanceof Stage.Running(var core)
        ? (int) core.states().values().stream().filter(LaneState.Live.class::isInstance).count()
        : 0;
  }

  private static CommandRun snapshot(String... arguments) {
    var all = new ArrayList<>(List.of("snapshot"));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private static void assertFailed(CommandRun run, String message) {
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEqualToIgnoringNewLines(message);
    assertThat(run.out()).isEmpty();
  }

  private static void assertUsedWrongly(CommandRun run, String message) {
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines().findFirst()).hasValue(message);
  }

  private static String option(RunningService sink) {
    return "--sink=" + sink.uri();
  }

  @Test
  void everyPartitionOfTheSinksThatAreNamedGetsASnapshot() throws IOException {
    try (RunningService one = sink();
        RunningService other = sink()) {
      awaitLive(one, other);

      JsonNode partitions =
          snapshot(option(one), option(other), "--json").json().path("partitions");

      assertThat(partitions)
          .extracting(each -> each.path("partition").asInt())
          .containsExactly(0, 1, 2, 3);
      assertThat(partitions)
          .extracting(each -> each.path("sink").asText())
          .contains(one.uri().toString(), other.uri().toString());
    }
  }

  @Test
  void eachIsALineAndAskingAgainGivesNewOnes() {
    try (RunningService sink = sink()) {
      awaitLive(sink);
      CommandRun first = snapshot(option(sink));
      CommandRun again = snapshot(option(sink));

      assertThat(first.status()).as(first.err()).isZero();
      assertThat(again.status()).as(again.err()).isZero();
      assertThat((first.out() + again.out()).lines())
          .hasSize(2 * PARTITIONS)
          .doesNotHaveDuplicates()
          .allSatisfy(line ->
              assertThat(line)
                  .matches(
                      "partition \\d: snapshot at facts offset \\d+, barrier 0, 20\\S+Z, by "
                          + sink.uri()));
    }
  }

  @Test
  void aSinkThatIsNotNamedIsMissed() {
    try (RunningService one = sink();
        RunningService other = sink()) {
      awaitLive(one, other);

      CommandRun run = snapshot(option(one), "--timeout=1");

      assertThat(run.status()).isEqualTo(1);
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .startsWith("pawl: no snapshot of every partition within 1 s: ")
          .endsWith(" belong to no sink that was asked: name each sink with --sink");
    }
  }

  @Test
  void aSinkThatCannotBeReachedIsOneLine() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    assertFailed(
        snapshot("--sink=http://127.0.0.1:" + port),
        "pawl: no sink can be reached at http://127.0.0.1:%d: is it running, and is this its"
                .formatted(port)
            + " HTTP port?");
  }

  @Test
  void whatIsNoSinkIsToldAsOne() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String uri = "http://127.0.0.1:" + server.getAddress().getPort();
      assertFailed(
          snapshot("--sink=" + uri),
          "pawl: %s is no sink of this version: it answered with status 404".formatted(uri));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anAddressThatIsNoneIsUsedWrongly() {
    assertUsedWrongly(
        snapshot("--sink=somewhere:8080"),
        "pawl: --sink must be http://host:port or https://host:port, not 'somewhere:8080'");
  }

  @Test
  void aTimeoutOutOfItsLimitsIsUsedWrongly() {
    assertUsedWrongly(
        snapshot("--sink=http://somewhere", "--timeout=0"),
        "pawl: --timeout must be from 1 to 86,400, not 0");
  }
}
