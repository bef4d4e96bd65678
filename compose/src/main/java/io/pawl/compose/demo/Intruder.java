package io.pawl.compose.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the adversary loose on the log: gives it every record that is written there, and writes what
 * it answers. Has its own clients, with the rights of anyone who may read and write the topic.
 */
final class Intruder implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  /** Closing drops what is still buffered: the run is over, or was interrupted. */
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final String log;
  private final int partitions;
  private final Adversary adversary;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final Map<Place, Attack> injected = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean parting;
  private volatile boolean closed;

  private Intruder(Map<String, Object> client, String log, int partitions, Adversary adversary) {
    this.log = log;
    this.partitions = partitions;
    this.adversary = adversary;
    Map<String, Object> reading = new HashMap<>(client);
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<String, Object> writing = new HashMap<>(client);
    // The topic's limit decides what is too large, not this client's.
    writing.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE);
    this.producer =
        new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = Thread.ofPlatform().name("adversary").daemon().unstarted(this::run);
  }

  /** Begins at the log's first record. */
  static Intruder start(
      Map<String, Object> client, String log, int partitions, Adversary adversary) {
    Intruder intruder = new Intruder(client, log, partitions, adversary);
    intruder.thread.start();
    return intruder;
  }

  private void run() {
    try (consumer;
        producer) {
      consumer.assign(
          IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(log, p)).toList());
      while (!parting && !closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          inject(
              adversary.sees(
                  LogEntry.of(
                      record.partition(), record.offset(), record.key(), record.value())));
        }
      }
      if (!closed) {
        inject(adversary.parting());
        producer.flush();
      }
      producer.close(CLOSING);
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    } finally {
      ended.countDown();
    }
  }

  private void inject(List<Injection> injections) {
    for (Injection injection : injections) {
      // The callback tells.
      var _ =
          producer.send(
          injection.record(),
          (written, error) -> {
            if (error == null) {
              injected.put(new Place(written.partition(), written.offset()), injection.attack());
            } else {
              failure.compareAndSet(null, error);
            }
          });
    }
  }

  /** Records injected so far. */
  int count() {
    return injected.size();
  }

  /**
   * Injects what has not been tried yet, and stops.
   *
   * @return where each injected record stands
   * @throws InterruptedException if this thread is
   * @throws IllegalStateException if one could not be written, or the log not read
   */
  Map<Place, Attack> finish() throws InterruptedException {
    parting = true;
    ended.await();
    Exception cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("the adversary failed: " + cause.getMessage(), cause);
    }
    return Map.copyOf(injected);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
