package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.ratchet.Direction;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.QueueBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** With a broker that takes outputs at a crawl. */
class BackpressureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A hundredth of what a lane makes of its input. */
  private static final long CRAWL_BYTES_PER_SECOND = 300_000;

  private static final int PAYLOAD = 8 << 10;
  private static final int BACKLOG = 2_500;

  private static final QueueBounds QUEUE = new QueueBounds(400, 1 << 20);

  /** What a poll may bring on top of a queue that is not full yet; Kafka's limit per partition. */
  private static final long FETCH_BYTES = 1 << 20;

  private static final LaneSettings LANES =
      new LaneSettings(
          LaneSettings.DEFAULT.idleCommit(),
          LaneSettings.DEFAULT.backlogCommit(),
          50,
          LaneSettings.DEFAULT.maxBytes(),
          QUEUE,
          LaneSettings.DEFAULT.firstPause(),
          LaneSettings.DEFAULT.longestPause());

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private static List<byte[]> sealed(Deployment deployment, Conversation conversation) {
    List<byte[]> values = new ArrayList<>();
    for (int i = 0; i < BACKLOG; i++) {
      values.add(
          deployment.codec().encode(conversation.seal(Direction.INITIATOR, new byte[PAYLOAD])));
    }
    return values;
  }

  @Test
  void aLaneThatCannotWritePausesItsPartitionAloneAndResumesByItself() {
    var random = new SplittableRandom(21);
    try (ThrottlingProxy proxy = new ThrottlingProxy();
        EmbeddedKafka broker =
            EmbeddedKafka.start(
                BrokerSettings.temporary()
                    .with("advertised.listeners", "BROKER://127.0.0.1:" + proxy.port()))) {
      proxy.passTo(broker.port());
      try (Deployment deployment = new Deployment(broker)) {
        Conversation slow = RatchetProcessorTest.open(deployment, 1, random).getFirst();
        int flooded = slow.channel().partition(Deployment.PARTITIONS);
        for (byte[] value : sealed(deployment, slow)) {
          deployment.write(flooded, slow.channel().toBytes(), value);
        }
        deployment.flush();
        proxy.crawl(CRAWL_BYTES_PER_SECOND);
        try (RatchetProcessor processor = deployment.processor(LANES, meters)) {
          assertThatOnlyTheFloodedPauses(deployment, (flooded + 1) % Deployment.PARTITIONS);

          proxy.hurry();
          deployment.awaitJudged();

          Outcomes.assertOneEach(deployment);
          await().atMost(PATIENCE).until(() -> gauge("pawl.lane.paused") == 0);
          assertThat(gauge("pawl.lane.queue.records")).isZero();
          assertThat(processor.stalled(Duration.ofSeconds(30))).isEmpty();
        }
      }
    }
  }

  private void assertThatOnlyTheFloodedPauses(Deployment deployment, int other) {
    await().atMost(PATIENCE).until(() -> gauge("pawl.lane.paused") == 1);
    deployment.write(other, null, new byte[] {1});
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(gauge("pawl.lane.queue.records")).isLessThanOrEqualTo(2 * QUEUE.records());
          assertThat(gauge("pawl.lane.queue.bytes"))
              .isLessThanOrEqualTo((double) (QUEUE.bytes() + 2 * FETCH_BYTES));
          assertThat(deployment.committed(deployment.topics().rejected(), other)).hasSize(1);
        });
    assertThat(gauge("pawl.lane.paused")).as("still paused").isEqualTo(1);
  }
}
