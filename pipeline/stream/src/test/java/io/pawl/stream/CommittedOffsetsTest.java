package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class CommittedOffsetsTest {
  private static CommittedOffsets offsets(TestBroker broker, String group, Duration patience) {
    return CommittedOffsets.connect(broker.client(), group, patience);
  }

  @Test
  void aGroupThatCommittedNothingHasNone(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);

    try (var offsets = offsets(broker, TestBroker.name("group"), TestBroker.PATIENCE)) {
      assertThat(offsets.committed(partition)).isEmpty();
    }
  }

  @Test
  // Only a producer of Kafka's own stops between offsets and commit.
  @SuppressWarnings({"removal", "deprecation"})
  void anUndecidedOffsetIsNoAnswer(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    String group = TestBroker.name("group");
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "transactional.id", TestBroker.name("id"));
    try (var offsets = offsets(broker, group, Duration.ofMillis(500));
        var producer =
            new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.sendOffsetsToTransaction(
          Map.of(partition, new OffsetAndMetadata(5)),
          new org.apache.kafka.clients.consumer.ConsumerGroupMetadata(
              group, -1, "", Optional.empty()));

      assertThatThrownBy(() -> offsets.committed(partition))
          .isInstanceOf(BrokerUnavailable.class)
          .hasMessageContaining(group);
      producer.commitTransaction();
      assertThat(offsets.committed(partition)).hasValue(5);
    }
  }
}
