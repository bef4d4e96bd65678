package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members come, go and are thrown out while records flow, and each record is copied once. */
@ExtendWith(BrokerExtension.class)
class RebalanceTest {
  private static final int PARTITIONS = 4;
  private static final int SIZE = 512;

  /** A source and its lanes, a thread each. */
  private static final class Copier implements AutoCloseable {
    private final PartitionSource source;

    Copier(TestBroker broker, String input, String group, String output) {
      source = PartitionSource.ofGroup(PartitionSourceTest.settings(broker), input, group);
      source
          .partitions()
          .subscribe(stream -> {
            var lane = new CopyLane(broker, stream, group, output);
            Thread.ofPlatform().daemon().name("lane-" + stream.partition()).start(lane);
          });
    }

    @Override
    public void close() {
      source.stop().block(TestBroker.PATIENCE);
    }
  }

  @Test
  void membersThatComeAndGoLoseAndRepeatNothing(TestBroker broker) throws Exception {
    String input = broker.topic(PARTITIONS);
    String output = broker.topic(PARTITIONS);
    String group = TestBroker.name("group");
    var writing = new Writing(broker, input);
    Deque<Copier> members = new ArrayDeque<>();
    try (var admin = Admin.create(broker.client())) {
      members.add(new Copier(broker, input, group, output));
      for (int round = 1; round <= 3; round++) {
        awaitCopied(broker, output, round * 2_000L);
        members.add(new Copier(broker, input, group, output));
        awaitCopied(broker, output, round * 2_000L + 1_000);
        members.remove().close();
      }
      // Thrown out without a handover: the members lose all, join again and fence themselves.
      admin
          .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
          .all()
          .get(10, TimeUnit.SECONDS);
      awaitCopied(broker, output, 10_000);
    } finally {
      writing.stop();
      try {
        assertCopied(broker, output, writing);
      } finally {
        members.forEach(Copier::close);
      }
    }
  }

  private static void awaitCopied(TestBroker broker, String output, long records) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            IntStream.range(0, PARTITIONS)
                    .mapToLong(i -> broker.end(new TopicPartition(output, i)))
                    .sum()
                >= records);
  }

  private static void assertCopied(TestBroker broker, String output, Writing writing) {
    for (int i = 0; i < PARTITIONS; i++) {
      var partition = new TopicPartition(output, i);
      int written = writing.count(i);
      List<Integer> expected = IntStream.range(0, written).boxed().toList();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(broker.committedNumbers(partition)).isEqualTo(expected));
    }
  }

  /**
   * Numbers each partition's records from 0 on, as fast as the broker takes them, up to a limit.
   */
  private static final class Writing {
    /** Copying everything at the end must not take long. */
    private static final int LIMIT = 60_000;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final int[] written = new int[PARTITIONS];
    private final Thread thread;

    Writing(TestBroker broker, String input) {
      thread = Thread.ofPlatform().daemon().name("writing").start(() -> write(broker, input));
    }

    private void write(TestBroker broker, String input) {
      try (var producer = broker.producer()) {
        for (int i = 0; i < LIMIT && !stopped.get(); i++) {
          var partition = new TopicPartition(input, i % PARTITIONS);
          var sent = producer.send(TestBroker.numbered(partition, i / PARTITIONS, SIZE));
          written[i % PARTITIONS]++;
          if (i % 200 == 0) {
            // A bounded pace, so that there is traffic during every rebalance.
            sent.get(10, TimeUnit.SECONDS);
          }
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    int count(int partition) {
      return written[partition];
    }

    void stop() throws InterruptedException {
      stopped.set(true);
      thread.join();
    }
  }
}
