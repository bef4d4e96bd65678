package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

@ExtendWith(BrokerExtension.class)
class LanesTest {
  private static final int SIZE = 64;

  static Lanes lanes(TestBroker broker, String input, String group, IntFunction<LaneWork> works) {
    return lanes(broker, input, group, works, LaneSettings.DEFAULT);
  }

  static Lanes.Input input(TestBroker broker, String topic, String group) {
    // The number of partitions is for whoever watches: nothing here depends on it.
    return new Lanes.Input(
        broker.client(),
        topic,
        1,
        group,
        IsolationLevel.READ_COMMITTED,
        DeploymentNames.of(broker.client(), Topics.of("test"), group, null));
  }

  private static Lanes lanes(
      TestBroker broker,
      String input,
      String group,
      IntFunction<LaneWork> works,
      LaneSettings settings) {
    return new Lanes(
        "test", input(broker, input, group), works, settings, new SimpleMeterRegistry());
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void aLaneWhoseWorkFailsBeginsAnewAndLosesAndRepeatsNothing(TestBroker broker) {
    var input = new TopicPartition(broker.topic(1), 0);
    var output = new TopicPartition(broker.topic(1), 0);
    AtomicInteger failures = new AtomicInteger();
    broker.write(input, 0, 500, SIZE);

    try (Lanes lanes =
        lanes(
            broker,
            input.topic(),
            TestBroker.name("group"),
            any -> new FailingWork(output.topic(), failures))) {
      broker.awaitCommitted(output, numbers(500));

      assertThat(failures).hasValue(FailingWork.FAILURES);
      assertThat(lanes.states().get(0)).isInstanceOf(LaneState.Live.class);
    }
  }

  /** Fails a few times, in the middle of a transaction. */
  private static final class FailingWork extends CopyWork {
    private static final int FAILURES = 3;

    private final AtomicInteger failures;

    FailingWork(String output, AtomicInteger failures) {
      super(output);
      this.failures = failures;
    }

    @Override
    public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
      if (record.offset() >= 100 && failures.get() < FAILURES) {
        failures.incrementAndGet();
        throw new IllegalStateException("failed on purpose");
      }
      return super.accept(record, out);
    }
  }

  @Test
  void aTransactionThatIsTooMuchIsTriedAgainWithLess(TestBroker broker) {
    var input = new TopicPartition(broker.topic(1), 0);
    var output = new TopicPartition(broker.topic(1), 0);
    AtomicInteger refused = new AtomicInteger();
    var settings =
        new LaneSettings(
            Duration.ofMillis(25),
            Duration.ofMillis(250),
            8 * ModestWork.MOST,
            1 << 20,
            QueueBounds.DEFAULT,
            Duration.ofMillis(1),
            Duration.ofMillis(10));
    broker.write(input, 0, 500, SIZE);

    try (Lanes _ =
        lanes(
            broker,
            input.topic(),
            TestBroker.name("group"),
            any -> new ModestWork(output.topic(), refused),
            settings)) {
      broker.awaitCommitted(output, numbers(500));
    }
    // Halved three times at least: it took all that it may, while more waited.
    assertThat(refused.get()).isGreaterThanOrEqualTo(3);
  }

  /** Fails every transaction with more than a few records. */
  private static final class ModestWork extends CopyWork {
    private static final int MOST = 20;

    private final AtomicInteger refused;
    private int records;

    ModestWork(String output, AtomicInteger refused) {
      super(output);
      this.refused = refused;
    }

    @Override
    public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
      records++;
      return super.accept(record, out);
    }

    @Override
    public void beforeCommit(long next, boolean last, Outbox out) {
      if (records > MOST) {
        refused.incrementAndGet();
        throw new IllegalStateException("too much, on purpose");
      }
    }

    @Override
    public void committed() {
      records = 0;
    }
  }

  @Test
  void aPostponedRecordIsOfferedAgainAndWhatCameBeforeItIsCommitted(TestBroker broker) {
    var input = new TopicPartition(broker.topic(1), 0);
    var output = new TopicPartition(broker.topic(1), 0);
    AtomicBoolean ready = new AtomicBoolean();
    List<Integer> offered = new CopyOnWriteArrayList<>();
    broker.write(input, 0, 10, SIZE);

    try (Lanes lanes =
        lanes(
            broker,
            input.topic(),
            TestBroker.name("group"),
            any -> new PostponingWork(output.topic(), ready, offered))) {
      broker.awaitCommitted(output, numbers(5));
      await()
          .atMost(TestBroker.PATIENCE)
          .until(() -> lanes.states().get(0) instanceof LaneState.Waiting);

      ready.set(true);

      broker.awaitCommitted(output, numbers(10));
      assertThat(offered).containsSubsequence(5, 5);
      assertThat(offered.stream().distinct()).containsExactlyElementsOf(numbers(10));
    }
  }

  /** Postpones the sixth record until it is ready. */
  private static final class PostponingWork extends CopyWork {
    private final AtomicBoolean ready;
    private final List<Integer> offered;

    PostponingWork(String output, AtomicBoolean ready, List<Integer> offered) {
      super(output);
      this.ready = ready;
      this.offered = offered;
    }

    @Override
    public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
      offered.add(TestBroker.number(record));
      if (record.offset() == 5 && !ready.get()) {
        return new Intake.Postponed(
            Mono.defer(
                () -> ready.get() ? Mono.empty() : Mono.error(new IllegalStateException("no"))),
            "the test says when");
      }
      return super.accept(record, out);
    }
  }

  @Test
  void aStoppedLaneStaysStoppedAndSaysWhy(TestBroker broker) {
    String input = broker.topic(2);
    var output = broker.topic(2);
    AtomicInteger attempts = new AtomicInteger();
    broker.write(new TopicPartition(input, 1), 0, 10, SIZE);

    try (Lanes lanes =
        lanes(
            broker,
            input,
            TestBroker.name("group"),
            partition -> partition == 0 ? stopping(output, attempts) : new CopyWork(output))) {
      await()
          .atMost(TestBroker.PATIENCE)
          .until(() -> lanes.states().get(0) instanceof LaneState.Stopped);
      broker.awaitCommitted(new TopicPartition(output, 1), numbers(10));

      assertThat(lanes.states().get(0))
          .isEqualTo(
              new LaneState.Stopped(
                  StopReason.LOG_LOST,
                  "LOG_LOST: look at it; 'pawl explain LOG_LOST' shows the way out"));
      assertThat(attempts).hasValue(1);
    }
  }

  private static LaneWork stopping(String output, AtomicInteger attempts) {
    return new CopyWork(output) {
      @Override
      public long recover(OptionalLong committed, Runnable ours) {
        attempts.incrementAndGet();
        throw new LaneStopped(StopReason.LOG_LOST, "look at it");
      }
    };
  }

  @Test
  void aLaneThatEndsInOrderCommitsWhatItTookAndIsToldThatItIsTheLast(TestBroker broker) {
    var input = new TopicPartition(broker.topic(1), 0);
    var output = new TopicPartition(broker.topic(1), 0);
    List<Long> lasts = new ArrayList<>();
    broker.write(input, 0, 10, SIZE);

    Lanes lanes =
        lanes(
            broker,
            input.topic(),
            TestBroker.name("group"),
            any ->
                new CopyWork(output.topic()) {
                  @Override
                  public void beforeCommit(long next, boolean last, Outbox out) {
                    if (last) {
                      lasts.add(next);
                    }
                  }
                });
    broker.awaitCommitted(output, numbers(10));
    lanes.close();

    assertThat(lasts).containsExactly(10L);
    assertThat(lanes.states()).isEmpty();
  }

  @Test
  void whatARecoveryTellsIsCommittedBeforeTheFirstRecord(TestBroker broker) {
    var input = new TopicPartition(broker.topic(1), 0);
    var output = new TopicPartition(broker.topic(1), 0);

    try (Lanes _ =
        lanes(
            broker,
            input.topic(),
            TestBroker.name("group"),
            any ->
                new CopyWork(output.topic()) {
                  @Override
                  public void recovered(long from, Outbox out) {
                    out.send(new ProducerRecord<>(output.topic(), 0, null, new byte[SIZE]));
                  }
                })) {
      broker.awaitCommitted(output, numbers(1));
    }
  }
}
