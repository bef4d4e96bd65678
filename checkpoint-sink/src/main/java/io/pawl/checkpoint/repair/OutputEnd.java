package io.pawl.checkpoint.repair;

import io.pawl.stream.PartitionReader;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the outcomes in one partition of a topic of outputs reach.
 *
 * @param topic its name
 * @param next the log's offset behind the last record whose outcome stands there; 0 if none does
 * @param gone whether outcomes stood there, and retention has left none
 */
record OutputEnd(String topic, long next, boolean gone) {
  /** Records that are read first; ten times as many each time that no outcome is among them. */
  private static final long FIRST_READING = 1_000;

  private static final int GROWTH = 10;

  /**
   * Reads it from behind, since a lane's outputs stand in the order of the log's records.
   *
   * @param reader of what is committed
   * @param reading the log's offset that a record is an outcome of; empty if it is none
   */
  static OutputEnd read(
      PartitionReader reader,
      TopicPartition partition,
      Function<ConsumerRecord<byte[], byte[]>, OptionalLong> reading) {
    long beginning = reader.beginning(partition);
    long end = reader.end(partition);
    Highest highest = new Highest(reading);
    for (long count = FIRST_READING; highest.next == 0; count *= GROWTH) {
      long from = Math.max(beginning, end - count);
      reader.read(partition, from, end, chunk -> chunk.forEach(highest::take));
      if (from == beginning) {
        break;
      }
    }
    return new OutputEnd(partition.topic(), highest.next, highest.next == 0 && beginning > 0);
  }

  /** Whether there is no sign that an outcome ever stood there. */
  boolean isUntouched() {
    return next == 0 && !gone;
  }

  private static final class Highest {
    private final Function<ConsumerRecord<byte[], byte[]>, OptionalLong> reading;
    private long next;

    Highest(Function<ConsumerRecord<byte[], byte[]>, OptionalLong> reading) {
      this.reading = reading;
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
      reading.apply(record).ifPresent(offset -> next = Math.max(next, offset + 1));
    }
  }
}
