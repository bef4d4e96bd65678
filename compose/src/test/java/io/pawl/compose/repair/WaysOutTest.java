package io.pawl.compose.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pawl.compose.CommandRun;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.compose.secure.Deployment;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneState;
import io.pawl.stream.StopReason;
import io.pawl.stream.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pawl explain} prints brings a stopped lane back, typed as it stands there. */
@Timeout(300)
class WaysOutTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GROUP = "pawl-ratchet-processor";
  private static final Topics TOPICS = Topics.of(Topics.DEFAULT_PREFIX);

  @TempDir private Path folder = Path.of("");

  private EmbeddedKafka broker;
  private Map<String, Object> client;
  private Deployment deployment;
  private Path keys;

  @BeforeEach
  void twoAppsTalk() throws Exception {
    broker = EmbeddedKafka.start();
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    deployment =
        new Deployment(
            folder,
            client,
            service ->
                "pawl:%n  kafka:%n    bootstrap.servers: %s%n"
                    .formatted(broker.bootstrapServers()));
    keys = folder.resolve("processor.keys");
    String publicKey = Deployment.makeKey(keys);
    deployment.startProcessor(keys);
    deployment.startSink();
    deployment.startGateway(publicKey);
    deployment.register("alice");
    deployment.register("bob");
    deployment.talk("one", "two");
    deployment.snapshot();
    deployment.stop(Deployment.PROCESSOR);
  }

  @AfterEach
  void end() {
    deployment.close();
    broker.close();
  }

  /** The commands that are printed for a partition, with what only people know put in. */
  private List<String> commands(StopReason reason, int partition) {
    return CommandRun.of(
            "explain",
            reason.name(),
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--partition",
            String.valueOf(partition))
        .out()
        .lines()
        .filter(line -> line.startsWith("  pawl "))
        .map(line -> line.strip().replaceFirst("^pawl ", ""))
        .map(line -> line.replace(" --client-config FILE", ""))
        .map(line -> line.replace(" URL", " " + deployment.registry()))
        .toList();
  }

  private static CommandRun run(String command) {
    return CommandRun.of(command.split(" "));
  }

  private static void assertDone(String command) {
    CommandRun run = run(command);
    assertThat(run.status()).as("%s: %s%s", command, run.out(), run.err()).isZero();
  }

  /** Starts the processor, whose lanes that stop do so for {@code reason}; at least one does. */
  private Set<Integer> stoppedLanes(StopReason reason) throws Exception {
    LaneOwner lanes = deployment.beginProcessor(keys);
    await()
        .atMost(PATIENCE)
        .until(() ->
            lanes.states().size() == 2
                && lanes.states().values().stream()
                    .allMatch(
                        it -> it instanceof LaneState.Live || it instanceof LaneState.Stopped));
    Set<Integer> stopped =
        lanes.states().entrySet().stream()
            .filter(it ->
                it.getValue() instanceof LaneState.Stopped(StopReason why, String text)
                    && why == reason)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    assertThat(stopped).isNotEmpty();
    return stopped;
  }

  private void assertThatAllServeAgain() throws Exception {
    deployment.startProcessor(keys);
    deployment.talk("three", "four");
    // What is told anew has to be folded; a second outcome would be found for ever.
    await().atMost(PATIENCE).untilAsserted(this::assertThatNothingDiffers);
  }

  private void assertThatNothingDiffers() throws IOException {
    JsonNode audit = deployment.audit(client, keys);
    assertThat(audit.path("records").asLong()).isPositive();
    assertThat(audit.path("differences").asLong(-1)).isZero();
  }

  @Test
  void anOffsetThatIsLost() throws Exception {
    try (Admin admin = Admin.create(client)) {
      Set<TopicPartition> log =
          IntStream.range(0, 2)
              .mapToObj(it -> new TopicPartition(TOPICS.log(), it))
              .collect(Collectors.toSet());
      admin.deleteConsumerGroupOffsets(GROUP, log).all().get();
    }
    for (int partition : stoppedLanes(StopReason.OFFSET_MISSING)) {
      List<String> commands = commands(StopReason.OFFSET_MISSING, partition);
      assertThat(commands).hasSize(2);

      commands.forEach(WaysOutTest::assertDone);
    }

    assertThatAllServeAgain();
  }

  @Test
  void checkpointsThatAreDamaged() throws Exception {
    try (var producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partition = 0; partition < 2; partition++) {
        producer
            .send(
                new ProducerRecord<>(
                    TOPICS.checkpoints(), partition, new byte[] {99}, new byte[] {1}))
            .get();
      }
    }
    Set<Integer> stopped = stoppedLanes(StopReason.CHECKPOINTS_DAMAGED);
    assertThat(stopped).containsExactlyInAnyOrder(0, 1);
    String early = commands(StopReason.CHECKPOINTS_DAMAGED, 0).get(1);
    assertThat(run(early).err())
        .startsWith("pawl: group " + GROUP + " has 1 members: stop all processors first");

    deployment.stop(Deployment.PROCESSOR);
    deployment.stop(Deployment.SINK);
    for (int partition : stopped) {
      commands(StopReason.CHECKPOINTS_DAMAGED, partition).stream()
          .filter(command -> command.startsWith("rebuild"))
          .forEach(WaysOutTest::assertDone);
    }
    deployment.startSink();

    assertThatAllServeAgain();
  }
}
