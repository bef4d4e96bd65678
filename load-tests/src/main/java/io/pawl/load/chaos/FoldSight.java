package io.pawl.load.chaos;

import io.pawl.stream.Topics;
import io.pawl.stream.codec.CheckpointKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Watches what the sink reads and writes, as it becomes visible: later much of it is gone. */
final class FoldSight implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String facts;
  private final AtomicLong factsIn = new AtomicLong();
  private final AtomicLong recordsOut = new AtomicLong();
  private final AtomicLongArray snapshots;
  private final Thread thread;

  private FoldSight(Map<String, Object> client, Topics topics, int partitions) {
    this.facts = topics.facts();
    this.snapshots = new AtomicLongArray(partitions);
    var settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    this.consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        Stream.of(topics.facts(), topics.checkpoints())
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)))
            .toList());
    this.thread = Thread.ofPlatform().daemon().name("fold-sight").unstarted(this::run);
  }

  /** Begins with what is there already. */
  static FoldSight start(Map<String, Object> client, Topics topics, int partitions) {
    FoldSight sight = new FoldSight(client, topics, partitions);
    sight.thread.start();
    return sight;
  }

  private void run() {
    try (consumer) {
      while (true) {
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      // Closed.
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(facts)) {
      factsIn.incrementAndGet();
      return;
    }
    recordsOut.incrementAndGet();
    if (CheckpointKey.read(record.key())
        .filter(key -> key.kind() == CheckpointKey.Kind.SNAPSHOT)
        .isPresent()) {
      snapshots.incrementAndGet(record.partition());
    }
  }

  /** Facts that are visible. */
  long factsIn() {
    return factsIn.get();
  }

  /** Records of the checkpoints that are visible, with marks, snapshots and tombstones. */
  long recordsOut() {
    return recordsOut.get();
  }

  /** Snapshots of a partition that are visible. */
  long snapshots() {
    return counts().sum();
  }

  /** Those of the partition that has fewest. */
  long fewestSnapshots() {
    return counts().min().orElse(0);
  }

  private LongStream counts() {
    return IntStream.range(0, snapshots.length()).mapToLong(snapshots::get);
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
