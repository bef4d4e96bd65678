package io.pawl.load.outputs;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole partitions, by Kafka's consumer alone. */
public final class TopicReading implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param isolation {@code read_committed} or {@code read_uncommitted}
   */
  public TopicReading(Map<String, Object> client, String isolation) {
    var settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * Gives all records of a partition to {@code reader}, in order.
   *
   * @throws IllegalStateException if the first ones are gone
   */
  public void read(String topic, int number, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    TopicPartition partition = new TopicPartition(topic, number);
    List<TopicPartition> only = List.of(partition);
    consumer.assign(only);
    if (consumer.beginningOffsets(only).getOrDefault(partition, 0L) > 0) {
      throw new IllegalStateException(partition + " was truncated: it cannot be checked");
    }
    consumer.seekToBeginning(only);
    long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
    while (consumer.position(partition) < end) {
      consumer.poll(POLL).forEach(reader);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
