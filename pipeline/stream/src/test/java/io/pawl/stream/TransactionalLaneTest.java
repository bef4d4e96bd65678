package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A lane that was fenced, and what it makes of the group's answer. */
@ExtendWith(BrokerExtension.class)
class TransactionalLaneTest {
  private static final LaneSettings SETTINGS =
      new LaneSettings(
          Duration.ofMillis(25),
          Duration.ofMillis(250),
          1_000,
          1 << 20,
          QueueBounds.DEFAULT,
          Duration.ofMillis(1),
          Duration.ofMillis(10));
  private static final Mono<Void> NO_ANSWER = Mono.never();
  private static final Mono<Void> NOT_NOW = Mono.error(new IllegalStateException("not now"));

  @Test
  void aFencedLaneWhosePartitionIsAnothersFencesNobody(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    var stream =
        new AskedStream(
            partition, List.of(NO_ANSWER, NOT_NOW, Mono.error(new PartitionLost(partition))));
    String id = TestBroker.name("id");
    AtomicInteger attempts = new AtomicInteger();
    try (TransactionalSink owner = TransactionalSinkTest.sink(broker, id)) {
      lane(broker, stream, id, attempts, owner).run();

      assertThat(attempts).hasValue(1);
      owner.send(TestBroker.numbered(partition, 1, 10));
      owner.commit(Map.of(), "none");
      broker.awaitCommitted(partition, List.of(1));
    }
  }

  @Test
  void aFencedLaneGoesOnWhenTheGroupHasSaidThatItMay(TestBroker broker) {
    var stream =
        new AskedStream(
            new TopicPartition(broker.topic(1), 0), List.of(NO_ANSWER, NOT_NOW, Mono.empty()));
    String id = TestBroker.name("id");
    AtomicInteger attempts = new AtomicInteger();
    try (TransactionalSink other = TransactionalSinkTest.sink(broker, id)) {
      lane(broker, stream, id, attempts, other).run();
    }

    assertThat(attempts).hasValue(2);
    assertThat(stream.answers).isEmpty();
  }

  /** Fenced by {@code other} in its first attempt; the partition ends with its second. */
  private static TransactionalLane lane(
      TestBroker broker,
      AskedStream stream,
      String id,
      AtomicInteger attempts,
      TransactionalSink other) {
    return new TransactionalLane(
        stream,
        () ->
            new CopyWork(stream.topicPartition().topic()) {
              @Override
              public void recovered(long from, Outbox out) {
                if (attempts.get() == 1) {
                  other.initialise();
                  out.send(TestBroker.numbered(stream.topicPartition(), 0, 10));
                }
              }
            },
        () -> {
          if (attempts.incrementAndGet() > 1) {
            stream.end();
          }
          return TransactionalSinkTest.sink(broker, id);
        },
        LanesTest.input(broker, stream.topicPartition().topic(), TestBroker.name("group")),
        SETTINGS,
        new LaneMetrics(new SimpleMeterRegistry(), ObservationRegistry.NOOP, "test"));
  }

  /** Has no records. Ends when somebody waits for that after the last answer of the group. */
  private static final class AskedStream implements PartitionStream {
    private final TopicPartition partition;
    private final Deque<Mono<Void>> answers;
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private volatile boolean over;

    AskedStream(TopicPartition partition, List<Mono<Void>> answers) {
      this.partition = partition;
      this.answers = new ArrayDeque<>(answers);
    }

    void end() {
      over = true;
      ended.tryEmitEmpty();
    }

    @Override
    public TopicPartition topicPartition() {
      return partition;
    }

    @Override
    public Flux<List<ConsumerRecord<byte[], byte[]>>> from(long offset) {
      return Flux.empty();
    }

    @Override
    public boolean assigned() {
      return !over;
    }

    @Override
    public Mono<Void> ended() {
      return Mono.defer(() -> {
        if (answers.isEmpty()) {
          end();
        }
        return ended.asMono();
      });
    }

    @Override
    public Mono<Void> confirmed() {
      return answers.remove();
    }

    @Override
    public void release() {}

    @Override
    public boolean paused() {
      return false;
    }

    @Override
    public int queuedRecords() {
      return 0;
    }

    @Override
    public long queuedBytes() {
      return 0;
    }
  }
}
