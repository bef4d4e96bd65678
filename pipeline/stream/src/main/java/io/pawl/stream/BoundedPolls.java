package io.pawl.stream;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One bounded read of one partition, poll by poll. It ends on the consumer's position, not on the
 * last record seen: markers of transactions take offsets, and compaction leaves holes.
 */
final class BoundedPolls {
  /** How long one poll waits; only how often progress is looked at. */
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final String servers;
  private final Duration patience;
  private final TopicPartition partition;
  private final long to;
  private long position;

  /** Time in polls since the position moved; what the user does between polls is no standstill. */
  private long waitedNanos;

  /** Takes the consumer over until the read ends, or its user unsubscribes. */
  BoundedPolls(
      Consumer<byte[], byte[]> consumer,
      String servers,
      Duration patience,
      TopicPartition partition,
      long from,
      long to) {
    this.consumer = consumer;
    this.servers = servers;
    this.patience = patience;
    this.partition = partition;
    this.to = to;
    this.position = from;
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
  }

  /** Whether the position has reached the end. */
  boolean isOver() {
    return position >= to;
  }

  /**
   * The next records, in order; none if none came within one poll.
   *
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if the beginning does not
   *     exist any more or yet
   * @throws BrokerUnavailable if nothing moved for the patience
   */
  List<ConsumerRecord<byte[], byte[]>> next() {
    long began = System.nanoTime();
    try {
      List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
      long now = consumer.position(partition, patience);
      if (now > position) {
        position = now;
        waitedNanos = 0;
        return before(polled);
      }
      waitedNanos += System.nanoTime() - began;
      if (waitedNanos > patience.toNanos()) {
        throw stalled("%s stands still at %d before %d".formatted(partition, now, to), null);
      }
      return List.of();
    } catch (TimeoutException e) {
      throw stalled("no position of " + partition, e);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> before(List<ConsumerRecord<byte[], byte[]>> polled) {
    if (polled.isEmpty() || polled.getLast().offset() < to) {
      return polled;
    }
    int end = 0;
    while (polled.get(end).offset() < to) {
      end++;
    }
    return polled.subList(0, end);
  }

  private BrokerUnavailable stalled(String what, @Nullable Throwable cause) {
    return BrokerUnavailable.within(patience, servers, what, cause);
  }
}
