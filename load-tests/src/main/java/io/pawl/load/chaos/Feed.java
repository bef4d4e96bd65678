package io.pawl.load.chaos;

import io.pawl.load.chaos.traffic.Traffic;
import io.pawl.load.outputs.Mark;
import io.pawl.load.traffic.LogAppender;
import io.pawl.load.traffic.LogProducer;
import io.pawl.ratchet.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Writes traffic to the log at a steady rate, from a thread of its own. */
final class Feed implements LogAppender, AutoCloseable {
  private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

  private final String topic;
  private final LogProducer producer;
  private final AtomicLongArray ends;
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
    this.producer = new LogProducer(client);
    this.thread = Thread.ofPlatform().daemon().name("traffic").unstarted(() -> run(rate, traffic));
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
      producer.fail(e);
    }
  }

  @Override
  public void append(
      int partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      boolean forged,
      Verdict expected) {
    var record = new ProducerRecord<>(topic, partition, key, value);
    if (forged) {
      Mark.forged(record.headers());
    }
    producer.send(record, offset -> ends.accumulateAndGet(partition, offset + 1, Math::max));
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
    producer.check();
  }

  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    producer.close();
  }
}
