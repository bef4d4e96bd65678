package io.pawl.load.processor;

import io.pawl.load.JavaProcess;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Codec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends envelopes at a fixed rate, and measures how long each takes until a reader of committed
 * outputs has it.
 *
 * <p>A record's time runs from when the rate wanted it appended, not from when it was: a stall
 * anywhere delays all that should have been sent meanwhile, and is counted for each of them
 * (otherwise the load would be kind to whoever stalls it: coordinated omission).
 */
final class LatencyLoad {
  /**
   * Sent as fast as they go, and not counted: meanwhile code is compiled, here and in the contender
   * and the broker, which takes more time of both cores than the load itself.
   */
  private static final int WARM_UP_RECORDS = 2_000_000;

  /** At the measured rate, and not counted either. */
  private static final int SETTLING_SECONDS = 10;

  private static final int MEASURED_SECONDS = 10;

  /** A tick of the sending thread: what became due meanwhile is sent at its end. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int BATCH_BYTES = 256 << 10;

  /** A producer waits so long for a batch to fill: part of each record's time. */
  private static final int LINGER_MILLIS = 5;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;
  private static final int LENGTH_PREFIX = 4;

  private final Run run;
  private final Load load;
  private final double perSecond;
  private final Codec codec;
  private final Histogram histogram = new Histogram(MAX_NANOS, DIGITS);

  private final CountDownLatch warm = new CountDownLatch(1);

  private volatile long start;

  private LatencyLoad(Run run, Load load, double perSecond) {
    this.run = run;
    this.load = load;
    this.perSecond = perSecond;
    this.codec = run.codec();
  }

  /** Records that this sends, to have {@code perSecond} of them for long enough. */
  static int records(double perSecond) {
    return WARM_UP_RECORDS + (int) (perSecond * (SETTLING_SECONDS + MEASURED_SECONDS));
  }

  /** The process: a run's arguments, then rate and load. Prints the percentiles in ms. */
  public static void main(String[] arguments) throws Exception {
    double perSecond = Double.parseDouble(arguments[4]);
    Load load =
        new Load(
            records(perSecond),
            Integer.parseInt(arguments[5]),
            Integer.parseInt(arguments[6]),
            Integer.parseInt(arguments[7]));
    Histogram histogram = new LatencyLoad(Run.of(arguments), load, perSecond).measure();
    System.out.printf(
        Locale.ROOT,
        "%.3f %.3f %.3f%n",
        histogram.getValueAtPercentile(50) / 1e6,
        histogram.getValueAtPercentile(99) / 1e6,
        histogram.getValueAtPercentile(99.9) / 1e6);
    JavaProcess.awaitEnd();
  }

  private Histogram measure() throws InterruptedException {
    List<ProducerRecord<byte[], byte[]>> openings = new ArrayList<>();
    // Sealed before: the sender must not take the processor's time.
    List<ProducerRecord<byte[], byte[]>> envelopes = new ArrayList<>();
    prepare(openings, envelopes);
    try (var producer = producer();
        var consumer = consumer()) {
      openings.forEach(record -> {
        var _ = producer.send(record);
      });
      producer.flush();
      awaitOpened(consumer, openings.size());
      Thread reader =
          Thread.ofPlatform().name("reader").start(() -> read(consumer, envelopes.size()));
      envelopes
          .subList(0, WARM_UP_RECORDS)
          .forEach(record -> {
            var _ = producer.send(record);
          });
      warm.await();
      start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
      send(producer, envelopes.subList(WARM_UP_RECORDS, envelopes.size()));
      reader.join();
    }
    return histogram;
  }

  private void prepare(
      List<ProducerRecord<byte[], byte[]>> openings,
      List<ProducerRecord<byte[], byte[]>> envelopes) {
    SplittableRandom random = new SplittableRandom(4);
    byte[] payload = new byte[load.cellBytes() - LENGTH_PREFIX];
    List<List<Peers>> channels = Peers.open(load);
    for (int partition = 0; partition < load.partitions(); partition++) {
      for (Peers peers : channels.get(partition)) {
        for (LogRecord record : peers.opening()) {
          openings.add(record(partition, peers, record));
        }
      }
    }
    for (int i = 0; i < load.records(); i++) {
      int partition = i % load.partitions();
      List<Peers> here = channels.get(partition);
      Peers peers = here.get(random.nextInt(here.size()));
      envelopes.add(record(partition, peers, peers.seal(payload)));
    }
  }

  private ProducerRecord<byte[], byte[]> record(int partition, Peers peers, LogRecord record) {
    return new ProducerRecord<>(
        run.log(), partition, peers.channel().toBytes(), codec.encode(record));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(run.client());
    // The load shares the machine with what it measures, so it must be cheap.
    settings.put("batch.size", BATCH_BYTES);
    settings.put("linger.ms", LINGER_MILLIS);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = new HashMap<>(run.client());
    settings.put("isolation.level", "read_committed");
    settings.put("max.poll.records", 10_000);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = 0; partition < load.partitions(); partition++) {
      partitions.add(new TopicPartition(run.topics().accepted(), partition));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private static void awaitOpened(KafkaConsumer<byte[], byte[]> consumer, int openings) {
    int opened = 0;
    while (opened < openings) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        opened += isPassed(record) ? 1 : 0;
      }
    }
  }

  /** Whether it is a record of the log that was accepted, and no event. */
  private static boolean isPassed(ConsumerRecord<byte[], byte[]> record) {
    return LogOffset.read(record.headers()).isPresent();
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> envelopes) {
    int next = 0;
    while (next < envelopes.size()) {
      LockSupport.parkNanos(TICK_NANOS);
      long now = System.nanoTime();
      while (next < envelopes.size() && due(next) <= now) {
        var _ = producer.send(envelopes.get(next++));
      }
    }
    producer.flush();
  }

  /** When the rate wants the envelope of that number appended, the warm-up not counted. */
  private long due(long number) {
    return start + (long) (number / perSecond * 1e9);
  }

  /** A partition keeps its order, so its n-th envelope out is its n-th in. */
  private void read(KafkaConsumer<byte[], byte[]> consumer, int expected) {
    long[] seen = new long[load.partitions()];
    long firstCounted = (long) (perSecond * SETTLING_SECONDS);
    for (int read = 0; read < expected; ) {
      var polled = consumer.poll(POLL);
      long now = System.nanoTime();
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        if (isPassed(record)) {
          long number =
              seen[record.partition()]++ * load.partitions() + record.partition() - WARM_UP_RECORDS;
          if (number >= firstCounted) {
            histogram.recordValue(Math.clamp(now - due(number), 0, MAX_NANOS));
          }
          read++;
        }
      }
      if (read >= WARM_UP_RECORDS) {
        warm.countDown();
      }
    }
  }
}
