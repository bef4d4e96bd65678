package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What tests need of a broker besides what they test. */
record TestBroker(String bootstrapServers) {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicInteger NAMES = new AtomicInteger();

  static EmbeddedKafka start() {
    return EmbeddedKafka.start(
        BrokerSettings.temporary()
            // So that a test of compaction need not wait for the cleaner.
            .with("log.cleaner.backoff.ms", "100"));
  }

  Map<String, Object> client() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }

  /** A name that no other test has. */
  static String name(String kind) {
    return kind + "-" + NAMES.incrementAndGet();
  }

  /** A new topic. */
  String topic(int partitions, Map<String, String> settings) {
    String topic = name("topic");
    create(new NewTopic(topic, partitions, (short) 1).configs(settings));
    return topic;
  }

  /** Creates these, and waits until every broker knows them and every leader serves. */
  void create(NewTopic... topics) {
    try (var admin = Admin.create(client());
        var reader = PartitionReader.connect(client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      admin.createTopics(List.of(topics)).all().get(10, TimeUnit.SECONDS);
      for (NewTopic topic : topics) {
        await().atMost(PATIENCE).until(() -> known(admin, topic.name()));
        for (int i = 0; i < topic.numPartitions(); i++) {
          reader.end(new TopicPartition(topic.name(), i));
        }
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean known(Admin admin, String topic) throws InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().size() == 1;
    } catch (ExecutionException e) {
      return false;
    }
  }

  String topic(int partitions) {
    return topic(partitions, Map.of());
  }

  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes {@code first}, {@code first + 1} and so on as values of {@code size} bytes. */
  void write(TopicPartition partition, int first, int count, int size) {
    try (var producer = producer()) {
      for (int i = first; i < first + count; i++) {
        var _ = producer.send(numbered(partition, i, size));
      }
    }
  }

  static ProducerRecord<byte[], byte[]> numbered(TopicPartition partition, int number, int size) {
    byte[] value = ByteBuffer.allocate(size).putInt(0, number).array();
    return new ProducerRecord<>(partition.topic(), partition.partition(), null, value);
  }

  static int number(ConsumerRecord<byte[], byte[]> record) {
    return ByteBuffer.wrap(record.value()).getInt();
  }

  /** The numbers that a read_committed reader sees. */
  List<Integer> committedNumbers(TopicPartition partition) {
    return numbers(partition, IsolationLevel.READ_COMMITTED);
  }

  /** A commit returns before its markers are everywhere, so readers may see it a little later. */
  void awaitCommitted(TopicPartition partition, List<Integer> numbers) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(committedNumbers(partition)).isEqualTo(numbers));
  }

  /** The offset after the last, whether decided or not. */
  long end(TopicPartition partition) {
    try (var reader =
        PartitionReader.connect(client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      return reader.end(partition);
    }
  }

  private List<Integer> numbers(TopicPartition partition, IsolationLevel isolation) {
    var numbers = new ArrayList<Integer>();
    try (var reader = PartitionReader.connect(client(), isolation, PATIENCE)) {
      reader.read(
          partition,
          reader.beginning(partition),
          reader.end(partition),
          chunk -> chunk.forEach(record -> numbers.add(number(record))));
    }
    return numbers;
  }
}
