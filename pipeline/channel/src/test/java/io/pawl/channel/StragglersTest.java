package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pawl.stream.PartitionReader;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Broker.Resolver.class)
class StragglersTest {
  @Test
  void theReaderOfATurnThatIsTakenWhenTheClientClosesIsClosedToo(Broker broker) {
    try (var deployment = TestDeployment.silent(broker, 72)) {
      PartitionReader reader =
          PartitionReader.connect(
              Map.of("bootstrap.servers", deployment.bootstrapServers()),
              IsolationLevel.READ_COMMITTED,
              TestDeployment.PATIENCE);
      var accepted = new TopicPartition(deployment.topics().accepted(), 0);
      var closing = new AtomicReference<Stragglers>();
      var stragglers =
          new Stragglers(
              deployment.connection(new SteppedLog(), ChannelLimits.DEFAULT),
              () -> {
                closing.get().close();
                // That it was interrupted may come too late for the turn.
                Thread.interrupted();
                return reader;
              });
      closing.set(stragglers);

      stragglers.add(accepted, AttachedEnd.behind(new RoomyEnd(), 0));

      await()
          .atMost(TestDeployment.PATIENCE)
          .untilAsserted(() ->
              assertThatThrownBy(() -> reader.end(accepted))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("closed"));
    }
  }
}
