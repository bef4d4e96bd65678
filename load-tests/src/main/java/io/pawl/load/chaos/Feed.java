package io.pawl.load.chaos;

import io.pawl.load.chaos.check.Mark;
import io.pawl.load.chaos.traffic.LogAppender;
import io.pawl.load.chaos.traffic.Traffic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes traffic to the log at a steady rate, from a thread of its own. */
final class Feed implements LogAppender, AutoCloseable {
  /** Longer than any broker is away. */
  private static final int PATIENCE_MILLIS = (int) Duration.ofMinutes(5).toMillis();

  /** The topics' limits are to decide what is too large. */
  private static final int REQUEST_BYTES = 4 << 20;

  private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicLongArray ends;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread;
  private final CountDownLatch opened = new CountDownLatch(1);
  private volatile boolean stopping;

  private Feed(
      Map<String, Object> client,
      String topic,
      int partitions,
      int rate,
      Function<LogAppender, Traffic> traffic) {
    this.topic = topic;
    this.ends = new AtomicLongArray(partitions);
    this.producer =
        new KafkaProducer<>(settings(client), new ByteArraySerializer(), new ByteArraySerializer());
    this.thread = Thread.ofPlatform().daemon().name("traffic").unstarted(() -> run(rate, traffic));
  }

  private static Map<String, Object> settings(Map<String, Object> client) {
    var settings = new java.util.HashMap<>(client);
    // The order of a partition is that of the calls, whatever happens to the broker.
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    return settings;
  }

  /**
   * Begins.
   *
   * @param rate steps per second
   * @param traffic makes what is written to the appender it is given
   */
  static Feed start(
      Map<String, Object> client,
      String topic,
      int partitions,
      int rate,
      Function<LogAppender, Traffic> traffic) {
    Feed feed = new Feed(client, topic, partitions, rate, traffic);
    feed.thread.start();
    return feed;
  }

  private void run(int rate, Function<LogAppender, Traffic> making) {
    try {
      Traffic traffic = making.apply(this);
      producer.flush();
      opened.countDown();
      long began = System.nanoTime();
      long steps = 0;
      while (!stopping) {
        long due = (System.nanoTime() - began) * rate / Duration.ofSeconds(1).toNanos();
        // What a broker's absence held up is not made up for: it would hide the pause.
        if (due - steps > rate) {
          steps = due - rate;
        }
        for (; steps < due && !stopping; steps++) {
          traffic.step();
        }
        LockSupport.parkNanos(TICK_NANOS);
      }
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public void append(
      int partition, byte @Nullable [] key, byte @Nullable [] value, boolean forged) {
    var record = new ProducerRecord<>(topic, partition, key, value);
    if (forged) {
      Mark.forged(record.headers());
    }
    var _ =
        producer.send(
            record,
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              } else {
                ends.accumulateAndGet(partition, metadata.offset() + 1, Math::max);
              }
            });
  }

  /** Waits until the traffic's channels are open and steady traffic begins. */
  void awaitOpened() throws InterruptedException {
    while (!opened.await(1, TimeUnit.SECONDS)) {
      check();
    }
  }

  /** Where the log of a partition ends, as far as the broker has said. */
  long end(int partition) {
    return ends.get(partition);
  }

  /**
   * Stops, and waits until everything stands in the log.
   *
   * @throws IllegalStateException if something could not be written
   */
  void stop() throws InterruptedException {
    stopping = true;
    thread.join();
    producer.flush();
    check();
  }

  /** Throws what went wrong, if something did. */
  void check() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("the load generator failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    producer.close(Duration.ZERO);
  }
}
