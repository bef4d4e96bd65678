package io.pawl.load.chaos;

import io.pawl.load.outputs.Tail;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.CheckpointKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Watches what the sink reads and writes, as it becomes visible: later much of it is gone. */
final class FoldSight implements AutoCloseable {
  private final String facts;
  private final AtomicLong factsIn = new AtomicLong();
  private final AtomicLong recordsOut = new AtomicLong();
  private final AtomicLongArray snapshots;
  private final Tail tail;

  /** Begins with what is there already. */
  FoldSight(Map<String, Object> client, Topics topics, int partitions) {
    this.facts = topics.facts();
    this.snapshots = new AtomicLongArray(partitions);
    this.tail =
        Tail.start(client, List.of(topics.facts(), topics.checkpoints()), partitions, this::take);
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
    tail.close();
  }
}
