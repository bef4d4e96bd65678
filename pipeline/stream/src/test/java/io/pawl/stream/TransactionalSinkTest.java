package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.compose.broker.EmbeddedKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
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
      sink.send(TestBroker.numbered(partition, 2, 2 << 20));

      assertThatThrownBy(() -> sink.commit(NO_OFFSETS, "none"))
          .isInstanceOf(SinkFailure.Abortable.class);
      sink.abort();
      sink.send(TestBroker.numbered(partition, 3, 10));
      sink.commit(NO_OFFSETS, "none");

      broker.awaitCommitted(partition, List.of(3));
    }
  }

  @Test
  void whatTheLogTakesTheOutputsTake(TestBroker broker) {
    Topics topics = Topics.of(TestBroker.name("large"));
    try (var admin = TopicAdmin.connect(broker.client(), TestBroker.PATIENCE)) {
      admin.ensure(topics, 1, (short) 1);
    }
    var log = new TopicPartition(topics.log(), 0);
    byte[] channel = new byte[16];
    byte[] largest = new byte[1 << 20];
    try (var writer =
            LogWriter.connect(broker.client(), Set.of(log.topic()), 1, TestBroker.PATIENCE);
        var sink = sink(broker, TestBroker.name("id"))) {
      writer
          .write(new ProducerRecord<>(log.topic(), 0, channel, largest))
          .block(TestBroker.PATIENCE);
      sink.initialise();
      for (String output : List.of(topics.accepted(), topics.rejected(), topics.checkpoints())) {
        var record = new ProducerRecord<>(output, 0, channel, largest);
        record.headers().add("pawl-log-offset", new byte[8]).add("traceparent", new byte[64]);
        sink.send(record);
      }

      sink.commit(NO_OFFSETS, "none");
    }
    broker.awaitCommitted(new TopicPartition(topics.accepted(), 0), List.of(0));
  }

  @Test
  void noCallWaitsLongerThanItsPatience() {
    EmbeddedKafka kafka = EmbeddedKafka.start();
    var broker = new TestBroker(kafka.bootstrapServers());
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var first = sink(broker, "first");
        var sink = TransactionalSink.connect(broker.client(), "id", Duration.ofSeconds(2))) {
      // The first of all waits for the coordinator's topic too.
      first.initialise();
      sink.initialise();
      sink.send(TestBroker.numbered(partition, 1, 10));
      kafka.close();
      long start = System.nanoTime();

      assertThatThrownBy(() -> sink.commit(NO_OFFSETS, "none"))
          .isInstanceOf(SinkFailure.Fatal.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      kafka.close();
    }
  }
}
