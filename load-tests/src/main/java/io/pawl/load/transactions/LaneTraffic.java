package io.pawl.load.transactions;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Lanes that write as much as they can, each to its partition, in transactions. */
final class LaneTraffic {
  private static final long COMMIT_NANOS = Duration.ofMillis(100).toNanos();

  /** Records between two looks at the clock. */
  private static final int RUN = 64;

  private static final int DIGITS = 3;

  private final Map<String, Object> client;
  private final String topic;
  private final int lanes;
  private final byte[] value;
  private final LongAdder committed = new LongAdder();
  private final Histogram commits =
      new SynchronizedHistogram(Duration.ofMinutes(1).toNanos(), DIGITS);

  private volatile boolean counting;
  private volatile boolean over;

  /**
   * What came out.
   *
   * @param perSecond committed records
   * @param cpuSecondsPerMillion of this process
   * @param p50Millis a commit took; while it lasts, what it covers writes nothing
   */
  record Result(
      double perSecond, double cpuSecondsPerMillion, double p50Millis, double p99Millis) {}

  LaneTraffic(Map<String, Object> client, String topic, int lanes, int bytes) {
    this.client = client;
    this.topic = topic;
    this.lanes = lanes;
    this.value = new byte[bytes];
  }

  /** Writes for {@code warmUp}, uncounted, and then for {@code measured}. */
  Result run(Sharing sharing, Duration warmUp, Duration measured) throws InterruptedException {
    List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    try {
      switch (sharing) {
        case PER_LANE -> {
          for (int lane = 0; lane < lanes; lane++) {
            KafkaProducer<byte[], byte[]> producer = producer(sharing.id() + "-" + lane);
            producers.add(producer);
            int own = lane;
            threads.add(Thread.ofPlatform().unstarted(() -> writeAlone(producer, own)));
          }
        }
        case PER_INSTANCE -> {
          KafkaProducer<byte[], byte[]> producer = producer(sharing.id());
          producers.add(producer);
          producer.beginTransaction();
          // Lanes send under the read lock; the commit is the writer.
          ReadWriteLock transaction = new ReentrantReadWriteLock(true);
          for (int lane = 0; lane < lanes; lane++) {
            int own = lane;
            threads.add(
                Thread.ofPlatform().unstarted(() -> writeTogether(producer, transaction, own)));
          }
          threads.add(Thread.ofPlatform().unstarted(() -> commitAll(producer, transaction)));
        }
      }
      threads.forEach(Thread::start);
      Thread.sleep(warmUp);
      return count(measured);
    } finally {
      over = true;
      for (Thread thread : threads) {
        thread.join();
      }
      producers.forEach(KafkaProducer::close);
    }
  }

  private Result count(Duration measured) throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long before = committed.sum();
    long cpu = system.getProcessCpuTime();
    long began = System.nanoTime();
    counting = true;
    Thread.sleep(measured);
    counting = false;
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    long records = committed.sum() - before;
    return new Result(
        records / seconds,
        cpuSeconds / records * 1e6,
        commits.getValueAtPercentile(50) / 1e6,
        commits.getValueAtPercentile(99) / 1e6);
  }

  private KafkaProducer<byte[], byte[]> producer(String id) {
    Map<String, Object> settings = new HashMap<>(client);
    settings.put("transactional.id", topic + "-" + id);
    settings.put("batch.size", 128 << 10);
    settings.put("linger.ms", 5);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  private void writeAlone(KafkaProducer<byte[], byte[]> producer, int lane) {
    while (!over) {
      producer.beginTransaction();
      long opened = System.nanoTime();
      int records = 0;
      while (System.nanoTime() - opened < COMMIT_NANOS) {
        send(producer, lane);
        records += RUN;
      }
      commit(producer, Map.of(new TopicPartition(topic, lane), new OffsetAndMetadata(records)));
      committed.add(records);
    }
  }

  private void writeTogether(
      KafkaProducer<byte[], byte[]> producer, ReadWriteLock transaction, int lane) {
    while (!over) {
      transaction.readLock().lock();
      try {
        send(producer, lane);
        committed.add(RUN);
      } finally {
        transaction.readLock().unlock();
      }
    }
  }

  private void commitAll(KafkaProducer<byte[], byte[]> producer, ReadWriteLock transaction) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (int lane = 0; lane < lanes; lane++) {
      offsets.put(new TopicPartition(topic, lane), new OffsetAndMetadata(1));
    }
    try {
      while (!over) {
        Thread.sleep(Duration.ofNanos(COMMIT_NANOS));
        transaction.writeLock().lock();
        try {
          commit(producer, offsets);
          producer.beginTransaction();
        } finally {
          transaction.writeLock().unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int lane) {
    for (int i = 0; i < RUN; i++) {
      var _ = producer.send(new ProducerRecord<>(topic, lane, null, value));
    }
  }

  @SuppressWarnings({"removal", "deprecation"}) // As lanes do it: without a member.
  private void commit(
      KafkaProducer<byte[], byte[]> producer, Map<TopicPartition, OffsetAndMetadata> offsets) {
    long began = System.nanoTime();
    producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(topic));
    producer.commitTransaction();
    if (counting) {
      commits.recordValue(System.nanoTime() - began);
    }
  }
}
