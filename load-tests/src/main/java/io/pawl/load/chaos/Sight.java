package io.pawl.load.chaos;

import io.pawl.load.chaos.check.Outputs;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Watches the outputs as a consumer of them would: what becomes visible, and when. */
final class Sight implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  /**
   * An outcome that became visible.
   *
   * @param offset of its record in the log
   * @param millis of the wall clock, which the broker's times are of too
   */
  record Seen(long offset, long millis) {}

  private final Outputs outputs;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<List<Seen>> seen = new ArrayList<>();
  private final AtomicLongArray next;
  private final Thread thread;

  private Sight(Map<String, Object> client, Topics topics, int partitions, Outputs outputs) {
    this.outputs = outputs;
    this.next = new AtomicLongArray(partitions);
    for (int i = 0; i < partitions; i++) {
      seen.add(new ArrayList<>());
    }
    var settings = new java.util.HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        Stream.of(topics.accepted(), topics.rejected())
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)))
            .toList());
    this.thread = Thread.ofPlatform().daemon().name("sight").unstarted(this::run);
  }

  /** Begins. */
  static Sight start(Map<String, Object> client, Topics topics, int partitions, Outputs outputs) {
    Sight sight = new Sight(client, topics, partitions, outputs);
    sight.thread.start();
    return sight;
  }

  private void run() {
    try (consumer) {
      while (true) {
        var polled = consumer.poll(POLL);
        long now = System.currentTimeMillis();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
          outputs
              .logOffset(record)
              .ifPresent(offset -> {
                seen.get(record.partition()).add(new Seen(offset, now));
                next.accumulateAndGet(record.partition(), offset + 1, Math::max);
              });
        }
      }
    } catch (WakeupException e) {
      // Closed.
    }
  }

  /** One past the highest offset of the log whose outcome is visible. */
  long next(int partition) {
    return next.get(partition);
  }

  /** What was seen of a partition, in the order of time; once this is closed. */
  List<Seen> seen(int partition) {
    return seen.get(partition);
  }

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
