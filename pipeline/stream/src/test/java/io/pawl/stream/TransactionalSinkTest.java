package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.broker.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class TransactionalSinkTest {
  private static final Map<TopicPartition, OffsetAndMetadata> NO_OFFSETS = Map.of();

  static TransactionalSink sink(TestBroker broker, String id) {
    return TransactionalSink.connect(broker.client(), id, TestBroker.PATIENCE);
  }

  @Test
  void recordsAndOffsetsAppearTogether(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    String group = TestBroker.name("group");
    try (var sink = sink(broker, TestBroker.name("id"));
        var offsets = CommittedOffsets.connect(broker.client(), group, TestBroker.PATIENCE)) {
      sink.initialise();
      sink.send(TestBroker.numbered(partition, 1, 10));
      assertThat(offsets.committed(partition)).isEmpty();

      sink.commit(Map.of(partition, new OffsetAndMetadata(17)), group);

      assertThat(offsets.committed(partition)).hasValue(17);
      broker.awaitCommitted(partition, List.of(1));
    }
  }

  @Test
  void offsetsAloneAreATransactionToo(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    String group = TestBroker.name("group");
    try (var sink = sink(broker, TestBroker.name("id"));
        var offsets = CommittedOffsets.connect(broker.client(), group, TestBroker.PATIENCE)) {
      sink.initialise();

      sink.commit(Map.of(partition, new OffsetAndMetadata(3)), group);

      assertThat(offsets.committed(partition)).hasValue(3);
    }
  }

  @Test
  void whatIsAbortedNobodyReads(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var sink = sink(broker, TestBroker.name("id"))) {
      sink.initialise();
      sink.send(TestBroker.numbered(partition, 1, 10));
      sink.abort();
      assertThat(sink.open()).isFalse();

      sink.send(TestBroker.numbered(partition, 2, 10));
      sink.commit(NO_OFFSETS, "none");

      broker.awaitCommitted(partition, List.of(2));
    }
  }

  @Test
  void aNewSinkFencesTheOldAndHidesWhatItSent(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    String id = TestBroker.name("id");
    try (var old = sink(broker, id);
        var next = sink(broker, id)) {
      old.initialise();
      old.send(TestBroker.numbered(partition, 1, 10));
      next.initialise();

      assertThatThrownBy(() -> old.commit(NO_OFFSETS, "none"))
          .isInstanceOf(SinkFailure.Fenced.class)
          .hasMessageContaining(id);
      assertThatThrownBy(() -> old.send(TestBroker.numbered(partition, 2, 10)))
          .isInstanceOf(SinkFailure.Fenced.class);
      assertThatThrownBy(old::abort).isInstanceOf(SinkFailure.Fenced.class);

      next.send(TestBroker.numbered(partition, 3, 10));
      next.commit(NO_OFFSETS, "none");
      broker.awaitCommitted(partition, List.of(3));
    }
  }

  @Test
  void anIdleSinkIsFencedAtItsNextCommit(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    String id = TestBroker.name("id");
    String group = TestBroker.name("group");
    try (var old = sink(broker, id);
        var next = sink(broker, id)) {
      old.initialise();
      next.initialise();

      assertThatThrownBy(() -> old.commit(Map.of(partition, new OffsetAndMetadata(1)), group))
          .isInstanceOf(SinkFailure.Fenced.class);
    }
  }

  @Test
  void aRecordThatNoTopicTakesCanBeAborted(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var sink = sink(broker, TestBroker.name("id"))) {
      sink.initialise();
      sink.send(TestBroker.numbered(partition, 1, 10));
      sink.send(TestBroker.numbered(partition, 2, 3 << 20));

      assertThatThrownBy(() -> sink.commit(NO_OFFSETS, "none"))
          .isInstanceOf(SinkFailure.Abortable.class);
      sink.abort();
      sink.send(TestBroker.numbered(partition, 3, 10));
      sink.commit(NO_OFFSETS, "none");

      broker.awaitCommitted(partition, List.of(3));
    }
  }

  @Test
  void noCallWaitsLongerThanItsPatience() {
    EmbeddedKafka kafka = EmbeddedKafka.start();
    var broker = new TestBroker(kafka.bootstrapServers());
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var sink = TransactionalSink.connect(broker.client(), "id", Duration.ofMillis(500))) {
      sink.initialise();
      sink.send(TestBroker.numbered(partition, 1, 10));
      kafka.close();
      long start = System.nanoTime();

      assertThatThrownBy(() -> sink.commit(NO_OFFSETS, "none"))
          .isInstanceOf(SinkFailure.Fatal.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    } finally {
      kafka.close();
    }
  }
}
