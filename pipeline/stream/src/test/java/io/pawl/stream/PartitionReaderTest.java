package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class PartitionReaderTest {
  private static PartitionReader reader(TestBroker broker, IsolationLevel isolation) {
    return PartitionReader.connect(broker.client(), isolation, TestBroker.PATIENCE);
  }

  private static List<Long> offsets(
      PartitionReader reader, TopicPartition partition, long from, long to) {
    var offsets = new ArrayList<Long>();
    reader.read(partition, from, to, chunk -> chunk.forEach(it -> offsets.add(it.offset())));
    return offsets;
  }

  @Test
  void givesEachRecordOfTheRangeOnce(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 100, 10);

    try (var reader = reader(broker, IsolationLevel.READ_UNCOMMITTED)) {
      assertThat(offsets(reader, partition, 30, 60))
          .containsExactlyElementsOf(IntStream.range(30, 60).mapToObj(Long::valueOf).toList());
    }
  }

  @Test
  void cursorsOfSeveralPartitionsAreWalkedSideBySide(TestBroker broker) {
    String topic = broker.topic(2);
    var first = new TopicPartition(topic, 0);
    var second = new TopicPartition(topic, 1);
    broker.write(first, 0, 20, 10);
    broker.write(second, 0, 20, 10);

    List<Long> walked = new ArrayList<>();
    try (var one = reader(broker, IsolationLevel.READ_UNCOMMITTED);
        var other = reader(broker, IsolationLevel.READ_UNCOMMITTED);
        RecordCursor left = one.cursor(first, 5, 15);
        RecordCursor right = other.cursor(second, 5, 15)) {
      while (left.peek() != null) {
        assertThat(left.peek()).isSameAs(left.peek());
        walked.add(left.next().offset());
        assertThat(right.next().offset()).isEqualTo(walked.getLast());
      }
      assertThat(right.peek()).isNull();
      assertThatThrownBy(right::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(walked).hasSize(10).startsWith(5L).isSorted();
  }

  @Test
  void aReaderReadsOnAfterItsCursorIsClosed(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 10, 10);

    try (var reader = reader(broker, IsolationLevel.READ_UNCOMMITTED)) {
      try (RecordCursor cursor = reader.cursor(partition, 7, 10)) {
        assertThat(cursor.next().offset()).isEqualTo(7);
      }
      assertThat(offsets(reader, partition, 0, 2)).containsExactly(0L, 1L);
    }
  }

  @Test
  void endsThoughTheLastOffsetsAreMarkers(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    try (var sink = TransactionalSinkTest.sink(broker, TestBroker.name("markers"));
        var all = reader(broker, IsolationLevel.READ_UNCOMMITTED)) {
      sink.initialise();
      sink.send(TestBroker.numbered(partition, 1, 10));
      sink.commit(Map.of(), "none");
      sink.send(TestBroker.numbered(partition, 2, 10));
      // An abort takes back what has not left yet, and then leaves no marker.
      Awaitility.await().atMost(TestBroker.PATIENCE).until(() -> all.end(partition) == 3);
      sink.abort();
    }

    try (var reader = reader(broker, IsolationLevel.READ_COMMITTED)) {
      Awaitility.await().atMost(TestBroker.PATIENCE).until(() -> reader.end(partition) == 4);
      assertThat(offsets(reader, partition, 0, reader.end(partition))).containsExactly(0L);
    }
  }

  @Test
  void aCommittedReadEndsBeforeWhatIsUndecided(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 3, 10);
    try (var producer = TransactionalSinkTest.sink(broker, TestBroker.name("undecided"))) {
      producer.initialise();
      producer.send(TestBroker.numbered(partition, 3, 10));

      try (var all = reader(broker, IsolationLevel.READ_UNCOMMITTED);
          var committed = reader(broker, IsolationLevel.READ_COMMITTED)) {
        Awaitility.await().atMost(TestBroker.PATIENCE).until(() -> all.end(partition) == 4);
        assertThat(committed.end(partition)).isEqualTo(3);
        assertThat(offsets(committed, partition, 0, 3)).containsExactly(0L, 1L, 2L);
      }
    }
  }

  @Test
  void readsAcrossTheHolesOfCompaction(TestBroker broker) {
    var partition =
        new TopicPartition(
            broker.topic(
                1,
                Map.of(
                    "cleanup.policy", "compact",
                    "segment.bytes", String.valueOf(1 << 20),
                    "segment.ms", "100",
                    "min.cleanable.dirty.ratio", "0.01")),
            0);
    try (var reader = reader(broker, IsolationLevel.READ_UNCOMMITTED)) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            // Ever new values of one key, so that segments roll and the cleaner has work.
            rewrite(broker, partition);
            long end = reader.end(partition);
            return offsets(reader, partition, 0, end).size() < end / 2;
          });

      long end = reader.end(partition);
      assertThat(offsets(reader, partition, 1, end)).endsWith(end - 1).isSorted();
    }
  }

  private static void rewrite(TestBroker broker, TopicPartition partition) {
    try (var producer = broker.producer()) {
      for (int i = 0; i < 10; i++) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    partition.topic(), partition.partition(), new byte[1], new byte[10]));
      }
    }
  }

  @Test
  void saysThatTheFirstOffsetIsNotThere(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 3, 10);

    try (var reader = reader(broker, IsolationLevel.READ_UNCOMMITTED)) {
      assertThatThrownBy(() -> offsets(reader, partition, 7, 9))
          .isInstanceOf(OffsetOutOfRangeException.class);
    }
  }

  @Test
  void givesUpOnAnEndThatDoesNotCome(TestBroker broker) {
    var partition = new TopicPartition(broker.topic(1), 0);
    broker.write(partition, 0, 3, 10);

    try (var reader =
        PartitionReader.connect(
            broker.client(), IsolationLevel.READ_UNCOMMITTED, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> offsets(reader, partition, 0, 9))
          .isInstanceOf(BrokerUnavailable.class)
          .hasMessageContaining("stands still at 3 before 9");
    }
  }
}
