package io.pawl.load.chaos;

import io.pawl.load.outputs.Outputs;
import io.pawl.load.outputs.Tail;
import io.pawl.stream.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Watches the outputs as a consumer of them would: what becomes visible, and when. */
final class Sight implements AutoCloseable {
  /**
   * An outcome that became visible.
   *
   * @param offset of its record in the log
   * @param millis of the wall clock, which the broker's times are of too
   */
  record Seen(long offset, long millis) {}

  private final Outputs outputs;
  private final List<List<Seen>> seen = new ArrayList<>();
  private final AtomicLongArray next;
  private final Tail tail;

  /** Begins. */
  Sight(Map<String, Object> client, Topics topics, int partitions, Outputs outputs) {
    this.outputs = outputs;
    this.next = new AtomicLongArray(partitions);
    for (int i = 0; i < partitions; i++) {
      seen.add(new ArrayList<>());
    }
    this.tail =
        Tail.start(client, List.of(topics.accepted(), topics.rejected()), partitions, this::take);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    outputs
        .logOffset(record)
        .ifPresent(offset -> {
          seen.get(record.partition()).add(new Seen(offset, System.currentTimeMillis()));
          next.accumulateAndGet(record.partition(), offset + 1, Math::max);
        });
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
    tail.close();
  }
}
