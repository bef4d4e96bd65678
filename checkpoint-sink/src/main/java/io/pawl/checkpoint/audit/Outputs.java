package io.pawl.checkpoint.audit;

import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One topic of outputs, in step with the log: a lane works through the log in order, so its outputs
 * stand in the order of the log's records.
 */
final class Outputs implements AutoCloseable {
  /**
   * Records read before the first that is wanted. The search for that one trusts the order; with
   * this, a record out of order misleads it only if the search steps right on it.
   */
  private static final int MARGIN = 10_000;

  /** What is read, and how. */
  record Source(
      PartitionReader reader,
      TopicPartition partition,
      long beginning,
      long end,
      Function<ConsumerRecord<byte[], byte[]>, @Nullable Output> reading) {}

  private final Source source;
  private final RecordCursor cursor;
  private final long from;
  private final long to;
  private final long goneUntil;
  private final Tally tally;
  private @Nullable Output head;

  /** An output of a record behind the audit's end: none of a record before it may follow. */
  private @Nullable Output beyond;

  private long last;

  /**
   * @param from the first record of the log whose outcome is wanted
   * @param to the log's record at which that ends
   */
  Outputs(Source source, long from, long to, Tally tally) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.tally = tally;
    this.last = from - 1;
    this.goneUntil = source.beginning() == 0 ? -1 : logOffset(source.beginning());
    this.cursor =
        source
            .reader()
            .cursor(
                source.partition(), goneUntil < from ? search() : source.beginning(), source.end());
  }

  /** Where outputs of the log's record at {@code from} or later may begin. */
  private long search() {
    long before = source.beginning();
    long after = source.end();
    while (after - before > MARGIN) {
      long middle = before + (after - before) / 2;
      if (logOffset(middle) < from) {
        before = middle;
      } else {
        after = middle;
      }
    }
    return Math.max(source.beginning(), before - MARGIN);
  }

  /**
   * Of which record of the log the first output at or behind {@code at} is; the maximum if none.
   */
  private long logOffset(long at) {
    try (RecordCursor probe = source.reader().cursor(source.partition(), at, source.end())) {
      while (probe.peek() != null) {
        Output output = source.reading().apply(probe.next());
        if (output != null) {
          return output.logOffset();
        }
      }
      return Long.MAX_VALUE;
    }
  }

  /** Whether retention has deleted, or may have, what was written about the record there. */
  boolean isGone(long offset) {
    return offset <= goneUntil;
  }

  /** Takes all outputs of the log's next record. */
  List<Output> take(long offset) {
    List<Output> taken = List.of();
    for (Output next = peek(); next != null && next.logOffset() <= offset; next = peek()) {
      head = null;
      if (next.logOffset() < offset) {
        stray(next);
      } else {
        taken = taken.isEmpty() ? new ArrayList<>(2) : taken;
        taken.add(next);
      }
    }
    last = offset;
    return taken;
  }

  /** The log's records are all taken: whatever is left is of none of them. */
  void finish() {
    for (Output next = peek(); next != null; next = peek()) {
      head = null;
      stray(next);
    }
  }

  private @Nullable Output peek() {
    while (head == null && cursor.peek() != null) {
      ConsumerRecord<byte[], byte[]> record = cursor.next();
      Output output = source.reading().apply(record);
      if (output == null) {
        tally.differs(
            last,
            Channels.named(record.key()),
            "an outcome",
            "a record that is none, at %d of %s".formatted(record.offset(), source.partition()));
      } else if (output.logOffset() >= to) {
        beyond = beyond == null ? output : beyond;
      } else {
        head = output;
        misplacedBeyond();
      }
    }
    return head;
  }

  private void misplacedBeyond() {
    if (beyond != null) {
      stray(beyond);
      beyond = null;
    }
  }

  private void stray(Output output) {
    if (output.logOffset() >= from) {
      tally.differs(
          output.logOffset(),
          output.channel(),
          "nothing more of that record in " + source.partition().topic(),
          Sketch.of(output) + ", out of order or of no record");
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
