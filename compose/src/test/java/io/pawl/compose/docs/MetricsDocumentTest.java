package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.checkpoint.service.SinkApplication;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.processor.service.ProcessorApplication;
import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.Stage;
import io.pawl.stream.LaneState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds docs/metrics.md to the meters of running services. */
class MetricsDocumentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LANES = "Lanes, of processor and sink";
  private static final int PARTITIONS = 2;

  private static final KafkaFixture broker = KafkaFixture.shared();

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("keys"), Base64.getEncoder().encodeToString(new byte[32]));
  }

  private static Stream<Arguments> services() {
    return Stream.of(
        Arguments.of(
            "Processor",
            new ProcessorApplication(),
            List.of("--pawl.private-keys-file=" + folder.resolve("keys"))),
        Arguments.of("Sink", new SinkApplication(), List.of()));
  }

  private static List<String> arguments(List<String> more) {
    var id = UUID.randomUUID();
    return Stream.concat(
            Stream.of(
                "--pawl.kafka.bootstrap.servers=" + broker.bootstrapServers(),
                "--pawl.registry.url=mock://" + id,
                "--pawl.topics.prefix=test-" + id,
                "--pawl.topics.create=true",
                "--pawl.topics.partitions=" + PARTITIONS,
                "--pawl.topics.replication-factor=1",
                "--pawl.http.port=0"),
            more.stream())
        .toList();
  }

  /** Some meters are of lanes that have recovered. */
  private static boolean allLive(RunningService service) {
    return service.stage() instanceof Stage.Running(var core)
        && core.states().size() == PARTITIONS
        && core.states().values().stream().allMatch(LaneState.Live.class::isInstance);
  }

  private static Set<String> names(MeterRegistry meters) {
    return meters.getMeters().stream()
        .map(Meter::getId)
        .map(Meter.Id::getName)
        .filter(name -> name.startsWith("pawl."))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("services")
  void everyMeterIsDocumentedAndEveryDocumentedMeterExists(
      String section, Service service, List<String> more) {
    Set<String> documented = Document.read("metrics.md").rows(section, LANES).keySet();
    try (RunningService running = RunningService.start(service, arguments(more))) {
      await().atMost(PATIENCE).until(() -> allLive(running));

      assertThat(names(running.meters())).isEqualTo(documented);
    }
  }
}
