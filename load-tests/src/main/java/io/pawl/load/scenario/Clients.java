package io.pawl.load.scenario;

import io.pawl.stream.LogOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read a partition of what is accepted each, and go and come back all at once: each
 * goes on where it was, and has to miss nothing and see nothing twice.
 */
final class Clients implements AutoCloseable {
  /** So long at most a client does not notice a storm: part of what that takes. */
  private static final Duration POLL = Duration.ofMillis(100);

  /** For a client to close; it ends with the process otherwise. */
  private static final Duration END = Duration.ofSeconds(10);

  private final Map<String, Object> client;
  private final List<Reader> readers = new ArrayList<>();
  private final List<Storm> storms = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean stopping;

  /** All clients went at {@code nanos}; counts those that are not back at what was the end then. */
  private static final class Storm {
    private final long nanos = System.nanoTime();
    private final CountDownLatch away;
    private final AtomicLong slowest = new AtomicLong();

    private Storm(int clients) {
      this.away = new CountDownLatch(clients);
    }

    private void isBack() {
      slowest.accumulateAndGet(System.nanoTime() - nanos, Math::max);
      away.countDown();
    }
  }

  /** One client, on a thread of its own. */
  private final class Reader implements Runnable {
    private final TopicPartition partition;
    private final Thread thread;
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile long position;
    private final AtomicLong read = new AtomicLong();
    private long last = -1;
    private final AtomicLong repeated = new AtomicLong();

    private Reader(TopicPartition partition, int number) {
      this.partition = partition;
      this.thread = Thread.ofPlatform().daemon().name("client-" + number).unstarted(this);
    }

    @Override
    public void run() {
      try {
        @Nullable Storm storm = null;
        while (!stopping) {
          connected(generation.get(), storm);
          storm = stopping ? null : storms.get(generation.get() - 1);
        }
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } finally {
        ready.countDown();
      }
    }

    /** One connection, until the next storm. */
    private void connected(int mine, @Nullable Storm storm) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(
              settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer.assign(List.of(partition));
        if (mine == 0) {
          consumer.seekToEnd(List.of(partition));
        } else {
          consumer.seek(partition, position);
        }
        position = consumer.position(partition);
        ready.countDown();
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        boolean back = storm == null;
        while (!stopping && generation.get() == mine) {
          consumer.poll(POLL).forEach(this::take);
          position = consumer.position(partition);
          if (!back && storm != null && position >= end) {
            back = true;
            storm.isBack();
          }
        }
      }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
      if (record.offset() <= last) {
        repeated.getAndIncrement();
      }
      last = record.offset();
      if (LogOffset.read(record.headers()).isPresent()) {
        read.getAndIncrement();
      }
    }
  }

  private Clients(Map<String, Object> client) {
    this.client = client;
  }

  private Map<String, Object> settings() {
    var settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return settings;
  }

  /** Connects {@code count} clients, which read what comes from now on. */
  static Clients start(Map<String, Object> client, String topic, int partitions, int count)
      throws InterruptedException {
    Clients clients = new Clients(client);
    for (int i = 0; i < count; i++) {
      clients.readers.add(clients.new Reader(new TopicPartition(topic, i % partitions), i));
    }
    clients.readers.forEach(reader -> reader.thread.start());
    for (Reader reader : clients.readers) {
      reader.ready.await();
    }
    return clients;
  }

  /** How many there are. */
  int count() {
    return readers.size();
  }

  /** All go and come back, unless they are still coming back. */
  void storm() {
    if (!readers.isEmpty() && (storms.isEmpty() || storms.getLast().away.getCount() == 0)) {
      // Readers look for it only once the generation says that it is there.
      storms.add(new Storm(readers.size()));
      var _ = generation.incrementAndGet();
    }
  }

  /** How long each storm took until the last client was back, in milliseconds. */
  List<Long> storms() {
    return storms.stream()
        .filter(storm -> storm.away.getCount() == 0)
        .map(storm -> TimeUnit.NANOSECONDS.toMillis(storm.slowest.get()))
        .toList();
  }

  /** Storms that clients have not come back from. */
  long unfinished() {
    return storms.stream().filter(storm -> storm.away.getCount() > 0).count();
  }

  /** Records that all have read together. */
  long read() {
    return readers.stream().mapToLong(reader -> reader.read.get()).sum();
  }

  /** Records that one has read twice. */
  long repeated() {
    return readers.stream().mapToLong(reader -> reader.repeated.get()).sum();
  }

  /**
   * Throws what went wrong, if something did.
   *
   * @throws IllegalStateException with it as its cause
   */
  void check() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("a client failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    stopping = true;
    for (Reader reader : readers) {
      try {
        reader.thread.join(END);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
