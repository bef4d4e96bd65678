package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class TopicAdminTest {
  private static final short ONE = 1;

  private static TopicAdmin admin(TestBroker broker) {
    return TopicAdmin.connect(broker.client(), TestBroker.PATIENCE);
  }

  @Test
  void createsAllSevenAlike(TestBroker broker) {
    Topics topics = Topics.of(TestBroker.name("all"));
    try (var admin = admin(broker)) {
      LogIdentity created = admin.ensure(topics, 3, ONE);

      assertThat(created.partitions()).isEqualTo(3);
      assertThat(admin.validate(topics)).isEqualTo(created);
    }
  }

  @Test
  void findsWhatItCreatedBefore(TestBroker broker) {
    Topics topics = Topics.of(TestBroker.name("again"));
    try (var admin = admin(broker)) {
      LogIdentity created = admin.ensure(topics, 2, ONE);

      assertThat(admin.ensure(topics, 2, ONE)).isEqualTo(created);
    }
  }

  @Test
  void createsWhatIsMissingBesideWhatIsThere(TestBroker broker) {
    Topics topics = Topics.of(TestBroker.name("rest"));
    broker.create(
        new NewTopic(topics.rejected(), 2, ONE).configs(Map.of("max.message.bytes", "2000000")));
    try (var admin = admin(broker)) {
      assertThat(admin.ensure(topics, 2, ONE).partitions()).isEqualTo(2);
    }
  }

  @Test
  void saysEachDifferenceOnALineAndCreatesNothing(TestBroker broker) {
    Topics topics = Topics.of(TestBroker.name("wrong"));
    broker.create(
        new NewTopic(topics.log(), 5, ONE),
        new NewTopic(topics.checkpoints(), 4, ONE)
            .configs(Map.of("max.message.bytes", "2000000", "delete.retention.ms", "1000")));
    try (var admin = admin(broker)) {
      assertThatThrownBy(() -> admin.ensure(topics, 4, ONE))
          .asInstanceOf(type(TopicMismatch.class))
          .satisfies(mismatch ->
              assertThat(mismatch.differences())
                  .containsExactly(
                      topics.log() + ": has 5 partitions, and must have 4",
                      topics.log() + ": retention.ms is 604800000, and must be -1",
                      topics.log() + ": compression.type is producer, and must be uncompressed",
                      topics.log() + ": max.message.bytes is 1048588, and must be 1052672",
                      topics.log()
                          + ": message.timestamp.type is CreateTime, and must be LogAppendTime",
                      topics.checkpoints()
                          + ": segment.bytes is 1073741824, and must be at most 33554432",
                      topics.checkpoints()
                          + ": segment.ms is 604800000, and must be at most 600000",
                      topics.checkpoints()
                          + ": max.compaction.lag.ms is 9223372036854775807, and must be at most"
                          + " 600000",
                      topics.checkpoints()
                          + ": min.cleanable.dirty.ratio is 0.5, and must be at most 0.2",
                      topics.checkpoints()
                          + ": delete.retention.ms is 1000, and must be at least 600000",
                      topics.checkpoints() + ": cleanup.policy is delete, and must be compact"));
      assertThatThrownBy(() -> admin.validate(topics))
          .hasMessageContaining(topics.accepted() + ": does not exist");
    }
  }

  @Test
  void outputsCarryWhateverTheLogCarries() {
    assertThat(TopicRules.OUTPUT_MESSAGE_BYTES).isGreaterThan(TopicRules.LOG_MESSAGE_BYTES);
    assertThat(TopicRules.LOG_MESSAGE_BYTES).isGreaterThan(1 << 20);
  }

  @Test
  void saysInTimeThatNoBrokerAnswers() {
    Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
    long start = System.nanoTime();

    try (var admin = TopicAdmin.connect(nowhere, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> admin.validate(Topics.of("pawl")))
          .isInstanceOf(BrokerUnavailable.class)
          .hasMessage("no Kafka broker answered at 127.0.0.1:1 within 300 ms");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void saysThatAHostHasNoAddress() {
    Map<String, Object> nowhere = Map.of("bootstrap.servers", "no-such-host.invalid:9092");

    assertThatThrownBy(() -> TopicAdmin.connect(nowhere, Duration.ofMillis(300)))
        .isInstanceOf(BrokerUnavailable.class)
        .hasMessageContaining("no-such-host.invalid:9092")
        .hasMessageNotContaining("\n");
  }
}
