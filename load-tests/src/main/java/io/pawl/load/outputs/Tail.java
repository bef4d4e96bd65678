package io.pawl.load.outputs;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics as records become visible, on a thread of its own. */
public final class Tail implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;

  private Tail(
      KafkaConsumer<byte[], byte[]> consumer, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    this.consumer = consumer;
    this.thread = Thread.ofPlatform().daemon().name("tail").start(() -> run(taker));
  }

  /**
   * Reads from the beginning on.
   *
   * @param partitions that each of {@code topics} has
   * @param taker of each committed record
   */
  public static Tail start(
      Map<String, Object> client,
      List<String> topics,
      int partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    return start(client, topics, partitions, taker, KafkaConsumer::seekToBeginning);
  }

  /** The same, from what is written from now on. */
  public static Tail startAtEnd(
      Map<String, Object> client,
      List<String> topics,
      int partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    return start(
        client,
        topics,
        partitions,
        taker,
        (consumer, all) -> {
          consumer.seekToEnd(all);
          // A seek is done when it is needed; that must be before anything is written.
          all.forEach(consumer::position);
        });
  }

  private static Tail start(
      Map<String, Object> client,
      List<String> topics,
      int partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> taker,
      BiConsumer<KafkaConsumer<byte[], byte[]>, List<TopicPartition>> seek) {
    var settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // What is deleted before it was read is passed over.
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        topics.stream()
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)))
            .toList();
    consumer.assign(all);
    seek.accept(consumer, all);
    return new Tail(consumer, taker);
  }

  private void run(Consumer<ConsumerRecord<byte[], byte[]>> taker) {
    try (consumer) {
      while (true) {
        consumer.poll(POLL).forEach(taker);
      }
    } catch (WakeupException e) {
      // Closed.
    }
  }

  /** Stops; nothing is taken afterwards. */
  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
