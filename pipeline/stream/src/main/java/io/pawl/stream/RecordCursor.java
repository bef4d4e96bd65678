package io.pawl.stream;

import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of a range of one partition, one by one, so that several partitions can be walked
 * side by side in bounded memory. Holds one poll's records. For one thread at a time, that of its
 * {@link PartitionReader}.
 */
public final class RecordCursor implements AutoCloseable {
  private final BoundedPolls polls;
  private final Runnable release;
  private List<ConsumerRecord<byte[], byte[]>> chunk = List.of();
  private int at;

  RecordCursor(BoundedPolls polls, Runnable release) {
    this.polls = polls;
    this.release = release;
  }

  /**
   * The next record, which stays the next; null after the last. Waits for the range's end to exist,
   * as long as there is progress.
   *
   * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if the beginning does not
   *     exist any more or yet
   * @throws BrokerUnavailable if nothing moved for the patience
   */
  public @Nullable ConsumerRecord<byte[], byte[]> peek() {
    while (at == chunk.size()) {
      if (polls.isOver()) {
        return null;
      }
      chunk = polls.next();
      at = 0;
    }
    return chunk.get(at);
  }

  /**
   * Takes the next record.
   *
   * @throws NoSuchElementException after the last
   */
  public ConsumerRecord<byte[], byte[]> next() {
    ConsumerRecord<byte[], byte[]> next = peek();
    if (next == null) {
      throw new NoSuchElementException("the range has been read");
    }
    at++;
    return next;
  }

  /** Lets go of the partition; the reader can read something else. */
  @Override
  public void close() {
    release.run();
  }
}
