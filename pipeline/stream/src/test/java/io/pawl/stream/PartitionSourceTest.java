package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

@ExtendWith(BrokerExtension.class)
class PartitionSourceTest {
  private static final int MANY = 20_000;

  static SourceSettings settings(TestBroker broker) {
    var client = new HashMap<>(broker.client());
    client.put("session.timeout.ms", "2000");
    client.put("interceptor.classes", PolledPartitions.class.getName());
    return new SourceSettings(
        client, IsolationLevel.READ_UNCOMMITTED, new QueueBounds(1_000, 1 << 20));
  }

  private static Member member(TestBroker broker, String topic, String group) {
    return Member.of(PartitionSource.ofGroup(settings(broker), topic, group));
  }

  private static Member fixed(TestBroker broker, TopicPartition... partitions) {
    return Member.of(PartitionSource.ofPartitions(settings(broker), List.of(partitions)));
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void givesEachPartitionOfTheTopicFromWhereItsOwnerBegins(TestBroker broker) {
    String topic = broker.topic(2);
    broker.write(new TopicPartition(topic, 0), 0, 100, 10);
    broker.write(new TopicPartition(topic, 1), 0, 100, 10);
    try (var member = member(broker, topic, TestBroker.name("group"))) {
      Readings first = Readings.of(member.stream(0).from(40)).ask(Long.MAX_VALUE);
      Readings second = Readings.of(member.stream(1).from(0)).ask(Long.MAX_VALUE);

      first.awaitNumbers(range(40, 100));
      second.awaitNumbers(range(0, 100));
    }
  }

  @Test
  void whoIsGivenPartitionsHasThemBeforeItHasJoined(TestBroker broker) {
    var source =
        PartitionSource.ofGroup(settings(broker), broker.topic(1), TestBroker.name("group"));

    Mono<Boolean> joined =
        source
            .partitions()
            .map(stream -> {
              stream.release();
              return source.joined();
            })
            .next();

    assertThat(joined.blockOptional(TestBroker.PATIENCE)).contains(false);
    source.stop().block(TestBroker.PATIENCE);
  }

  @Test
  void aGroupThatNeverCommittedIsNoError(TestBroker broker) {
    String topic = broker.topic(1);
    try (var member = member(broker, topic, TestBroker.name("group"))) {
      Readings readings = Readings.of(member.stream(0).from(0)).ask(1);
      broker.write(new TopicPartition(topic, 0), 0, 1, 10);

      readings.awaitNumbers(List.of(0));
    }
  }

  @Test
  void readsAFixedPartitionWithoutAGroup(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(2), 1);
    broker.write(partition, 0, 100, 10);
    try (var member = fixed(broker, partition)) {
      Readings readings = Readings.of(member.stream(1).from(10)).ask(Long.MAX_VALUE);

      readings.awaitNumbers(range(10, 100));
      member.stream(1).confirmed().block(TestBroker.PATIENCE);
    }
  }

  @Test
  void aPartitionIsPausedUntilItIsReadThoughOthersComeAndGo(TestBroker broker) {
    String topic = broker.topic(4);
    String group = TestBroker.name("group");
    for (int i = 0; i < 4; i++) {
      broker.write(new TopicPartition(topic, i), 0, 50, 10);
    }
    try (var first = member(broker, topic, group)) {
      first.awaitPartitions(4);
      first.releaseAll();
      // An incremental rebalance takes two away and brings them back.
      try (var second = member(broker, topic, group)) {
        second.awaitPartitions(2);
        first.awaitPartitions(2);
        second.releaseAll();
      }
      first.awaitPartitions(4);
      int read = first.numbers().getLast();
      Readings readings = Readings.of(first.stream(read).from(0)).ask(Long.MAX_VALUE);
      readings.awaitNumbers(range(0, 50));
      broker.write(new TopicPartition(topic, read), 50, 50, 10);
      readings.awaitNumbers(range(0, 100));

      assertThat(PolledPartitions.of(group)).containsExactly(read);
      first.releaseAll();
    }
  }

  @Test
  void aSlowSubscriberPausesItsOwnPartitionOnly(TestBroker broker) {
    String topic = broker.topic(2);
    broker.write(new TopicPartition(topic, 0), 0, MANY, 100);
    broker.write(new TopicPartition(topic, 1), 0, MANY, 100);
    try (var member = member(broker, topic, TestBroker.name("group"))) {
      Readings slow = Readings.of(member.stream(0).from(0)).ask(1);
      Readings fast = Readings.of(member.stream(1).from(0)).ask(Long.MAX_VALUE);

      fast.awaitCount(MANY);
      // The bound, and the one poll that may exceed it.
      await().atMost(TestBroker.PATIENCE).until(() -> member.stream(0).queuedRecords() >= 1_000);
      assertThat(member.stream(0).queuedRecords()).isLessThanOrEqualTo(2_000);
      assertThat(member.stream(1).queuedRecords()).isZero();

      slow.ask(Long.MAX_VALUE);
      slow.awaitNumbers(range(0, MANY));
    }
  }

  @Test
  void bytesBoundAQueueToo(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 100, 100_000);
    try (var member = fixed(broker, partition)) {
      Readings slow = Readings.of(member.stream(0).from(0)).ask(1);

      slow.awaitCount(1);
      await().atMost(TestBroker.PATIENCE).until(() -> member.stream(0).queuedBytes() >= 1 << 20);
      // One fetch of a partition gives 1 MiB and the record that crosses it.
      assertThat(member.stream(0).queuedBytes()).isLessThanOrEqualTo((2 << 20) + 100_000);
      slow.ask(Long.MAX_VALUE);
      slow.awaitNumbers(range(0, 100));
    }
  }

  @Test
  void demandDoesNotStallWhenPartitionsComeAndGo(TestBroker broker) {
    String topic = broker.topic(2);
    String group = TestBroker.name("group");
    try (var first = member(broker, topic, group)) {
      first.awaitPartitions(2);
      PartitionStream kept;
      Readings readings;
      try (var second = member(broker, topic, group)) {
        first.releaseAll();
        second.awaitPartitions(1);
        await().atMost(TestBroker.PATIENCE).until(() -> first.numbers().size() == 1);
        kept = first.stream(first.numbers().getFirst());
        readings = Readings.of(kept.from(0));
        broker.write(kept.topicPartition(), 0, MANY, 100);
        readings.ask(1).awaitCount(1);
        second.releaseAll();
      }
      await().atMost(TestBroker.PATIENCE).until(() -> first.numbers().size() == 2);

      readings.ask(Long.MAX_VALUE);

      readings.awaitNumbers(range(0, MANY));
      assertThat(kept.assigned()).isTrue();
    }
  }

  @Test
  void nothingOfARevokedPartitionComesAfterItsEnd(TestBroker broker) {
    String topic = broker.topic(2);
    String group = TestBroker.name("group");
    for (int i = 0; i < 2; i++) {
      broker.write(new TopicPartition(topic, i), 0, MANY, 100);
    }
    try (var first = member(broker, topic, group)) {
      first.awaitPartitions(2);
      List<Readings> readings =
          List.of(
              Readings.of(first.stream(0).from(0)).ask(1),
              Readings.of(first.stream(1).from(0)).ask(1));
      for (int number : List.of(0, 1)) {
        readings.get(number).awaitCount(1);
        await().atMost(TestBroker.PATIENCE).until(() -> first.stream(number).queuedRecords() > 0);
      }
      first.releaseAll();
      try (var second = member(broker, topic, group)) {
        second.awaitPartitions(1);
        int gone = second.numbers().getFirst();
        Readings ended = readings.get(gone);
        ended.awaitCompletion();
        int before = ended.numbers().size();

        ended.ask(Long.MAX_VALUE);

        assertThat(ended.numbers()).hasSize(before);
        readings.get(1 - gone).ask(Long.MAX_VALUE).awaitNumbers(range(0, MANY));
        assertThat(ended.numbers()).hasSize(before);
        second.releaseAll();
      }
    }
  }

  @Test
  void aRevocationWaitsForTheOwnerButNotForEver(TestBroker broker) {
    String topic = broker.topic(1);
    var member = member(broker, topic, TestBroker.name("group"));
    PartitionStream stream = member.stream(0);
    long start = System.nanoTime();

    // Nobody releases.
    member.source().stop().block(Duration.ofSeconds(10));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(10));
    assertThat(stream.assigned()).isFalse();
    stream.ended().block(Duration.ZERO);
    Readings.of(stream.from(0)).ask(1).awaitCompletion();
  }

  @Test
  void anOwnerThatReleasesDelaysNothing(TestBroker broker) {
    String topic = broker.topic(1);
    var member = member(broker, topic, TestBroker.name("group"));
    PartitionStream stream = member.stream(0);
    stream.ended().subscribe(null, null, stream::release);
    long start = System.nanoTime();

    member.source().stop().block(Duration.ofSeconds(10));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AssignedConsumer.HANDOVER);
  }

  @Test
  void whatTheSourceReadItDoesNotCommit(TestBroker broker) throws Exception {
    String topic = broker.topic(1);
    String group = TestBroker.name("group");
    var partition = new TopicPartition(topic, 0);
    broker.write(partition, 0, 100, 10);
    try (var member = member(broker, topic, group)) {
      Readings.of(member.stream(0).from(0)).ask(Long.MAX_VALUE).awaitCount(100);
      member.releaseAll();
    }

    try (var admin = Admin.create(broker.client())) {
      assertThat(
              admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get(5, TimeUnit.SECONDS))
          .isEmpty();
    }
  }

  @Test
  void anOffsetThatIsNotThereEndsTheReadingAndNothingElse(TestBroker broker) {
    String topic = broker.topic(2);
    broker.write(new TopicPartition(topic, 0), 0, 10, 10);
    broker.write(new TopicPartition(topic, 1), 0, 10, 10);
    try (var member = member(broker, topic, TestBroker.name("group"))) {
      Readings other = Readings.of(member.stream(1).from(0)).ask(Long.MAX_VALUE);
      Readings beyond = Readings.of(member.stream(0).from(999)).ask(1);

      assertThat(beyond.awaitFailure()).isInstanceOf(OffsetOutOfRangeException.class);
      Readings again = Readings.of(member.stream(0).from(5)).ask(Long.MAX_VALUE);
      again.awaitNumbers(range(5, 10));
      other.awaitNumbers(range(0, 10));
    }
  }

  @Test
  void anotherReadingBeginsAnewAfterOneWasCancelled(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, MANY, 10);
    try (var member = fixed(broker, partition)) {
      Readings first = Readings.of(member.stream(0).from(0)).ask(2);
      first.awaitCount(1);
      assertThat(Readings.of(member.stream(0).from(0)).awaitFailure())
          .isInstanceOf(IllegalStateException.class);
      first.cancel();

      Readings second = Readings.of(member.stream(0).from(7)).ask(Long.MAX_VALUE);

      second.awaitNumbers(range(7, MANY));
    }
  }

  @Test
  void whoHasAPartitionTheGroupConfirms(TestBroker broker) {
    String topic = broker.topic(1);
    String group = TestBroker.name("group");
    try (var member = member(broker, topic, group)) {
      PartitionStream stream = member.stream(0);

      stream.confirmed().block(TestBroker.PATIENCE);

      member.releaseAll();
      member.source().stop().block(TestBroker.PATIENCE);
      assertThatThrownBy(() -> stream.confirmed().block(TestBroker.PATIENCE))
          .isInstanceOf(PartitionLost.class);
    }
  }

  @Test
  void aMemberThatTheGroupRemovedLosesItsPartitionsAtOnce(TestBroker broker) throws Exception {
    String topic = broker.topic(1);
    String group = TestBroker.name("group");
    try (var member = member(broker, topic, group);
        var admin = Admin.create(broker.client())) {
      PartitionStream stream = member.stream(0);
      Readings readings = Readings.of(stream.from(0)).ask(1);
      long start = System.nanoTime();

      admin
          .removeMembersFromConsumerGroup(
              group, new org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions())
          .all()
          .get(5, TimeUnit.SECONDS);

      assertThat(readings.awaitFailure()).isInstanceOf(PartitionLost.class);
      // Nobody released it, and a heartbeat is due within 700 ms.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AssignedConsumer.HANDOVER);
      await().atMost(TestBroker.PATIENCE).until(() -> !member.stream(0).equals(stream));
      broker.write(stream.topicPartition(), 0, 3, 10);
      Readings.of(member.stream(0).from(0)).ask(1).awaitNumbers(List.of(0, 1, 2));
      member.releaseAll();
    }
  }

  @Test
  void aTopicThatCannotBeIsAnErrorOfTheSource(TestBroker broker) {
    try (var member = member(broker, "no such name", TestBroker.name("group"))) {
      assertThat(member.awaitFailure()).isInstanceOf(InvalidTopicException.class);
    }
  }

  @Test
  void whatEndsTheSourceEndsItsStreams(TestBroker broker) {
    String topic = broker.topic(1);
    String group = TestBroker.name("group");
    var client = new HashMap<>(settings(broker).client());
    client.put("group.instance.id", "the-one");
    SourceSettings twin = SourceSettings.of(client, IsolationLevel.READ_UNCOMMITTED);
    try (var first = Member.of(PartitionSource.ofGroup(twin, topic, group))) {
      Readings readings = Readings.of(first.stream(0).from(0)).ask(1);

      try (var second = Member.of(PartitionSource.ofGroup(twin, topic, group))) {
        assertThat(first.awaitFailure()).isInstanceOf(FencedInstanceIdException.class);
        readings.awaitFailure();
        second.stream(0).release();
      }
    }
  }
}
