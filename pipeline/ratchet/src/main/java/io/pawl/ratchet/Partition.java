package io.pawl.ratchet;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reduction of one partition of the log: what becomes of each record, in order.
 *
 * <p>Single-threaded. After an exception its state is not to be used again.
 */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"}) // Its bodies follow.
public final class Partition {
  private final int number;
  private final int partitions;
  private final GrantKeys keys;

  /**
   * An empty partition.
   *
   * @param number its number, 0 to {@code partitions} - 1
   * @param partitions of the log
   */
  public Partition(int number, int partitions, GrantKeys keys) {
    this.number = number;
    this.partitions = partitions;
    this.keys = keys;
  }

  /**
   * Decides the next record and moves the state.
   *
   * @param offset in the log, above that of the record before
   * @param key of the Kafka record
   * @param record as decoded; what does not decode, or whose value is over 1,048,576 bytes, is
   *     malformed and never comes here
   */
  public Outcome accept(long offset, Bytes key, LogRecord record) {
    throw new UnsupportedOperationException(number + " " + partitions + " " + keys);
  }

  /** Channels held: pending, open, and closed but not forgotten. */
  public int channels() {
    throw new UnsupportedOperationException();
  }

  /** Their ids, in no order. */
  public Stream<ChannelId> ids() {
    throw new UnsupportedOperationException();
  }

  /** The state of a channel as of the last record's offset; null if it is unknown by then. */
  public @Nullable Snapshot snapshot(ChannelId channel) {
    throw new UnsupportedOperationException();
  }

  /**
   * Puts a channel back; order does not matter.
   *
   * @throws IllegalStateException if the channel is here already
   */
  public void restore(Snapshot snapshot) {
    throw new UnsupportedOperationException();
  }

  /** Moves the clock, as a record of another channel at {@code offset} would. */
  public void advanceTo(long offset) {
    throw new UnsupportedOperationException();
  }
}
