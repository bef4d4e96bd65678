package io.pawl.channel;

import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.codec.Accepted;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Ends that were left behind because they had no room. Each is brought what passed it by, in turns:
 * as much as there is room for, until it has caught up with the reading of its partition. So a slow
 * receiver costs its own channel a second reading, and other channels nothing.
 */
final class Stragglers implements AutoCloseable {
  /** At the same time. Each holds a consumer with a fetch in memory. */
  private static final int TURNS = 2;

  /** Ends that wait for a turn; each is there once. */
  private static final int WAITING = Integer.MAX_VALUE;

  private static final int THREAD_SECONDS = 60;

  /** Offsets that one turn goes through at most, so that others wait no longer than that. */
  private static final int TURN_OFFSETS = 50_000;

  private final Connection connection;
  private final Supplier<PartitionReader> readers;
  private final Queue<PartitionReader> idle = new ConcurrentLinkedQueue<>();
  private final Scheduler threads =
      Schedulers.newBoundedElastic(TURNS, WAITING, "pawl-straggler", THREAD_SECONDS, true);

  /**
   * @param readers a new read_committed reader, which is closed here
   */
  Stragglers(Connection connection, Supplier<PartitionReader> readers) {
    this.connection = connection;
    this.readers = readers;
  }

  /** Brings {@code end} what passes it by, as soon as it has room. */
  void add(TopicPartition partition, AttachedEnd end) {
    connection.metrics().fellBehind();
    awaitRoom(partition, end);
  }

  private void awaitRoom(TopicPartition partition, AttachedEnd end) {
    end.end().whenRoom(() -> schedule(partition, end));
  }

  private void schedule(TopicPartition partition, AttachedEnd end) {
    try {
      var _ = threads.schedule(() -> turn(partition, end));
    } catch (RejectedExecutionException e) {
      // The client has closed: its channels are let go of.
    }
  }

  private void turn(TopicPartition partition, AttachedEnd end) {
    if (end.isDetached() || threads.isDisposed()) {
      connection.metrics().caughtUp();
      return;
    }
    PartitionReader reader = null;
    try {
      reader = reader();
      bring(reader, partition, end);
      keep(reader);
    } catch (RuntimeException e) {
      if (reader != null) {
        reader.close();
      }
      connection.metrics().caughtUp();
      end.end().unreadable(e);
    }
  }

  private void keep(PartitionReader reader) {
    idle.add(reader);
    // Who closes may have looked just before.
    if (threads.isDisposed()) {
      closeIdle();
    }
  }

  private PartitionReader reader() {
    PartitionReader kept = idle.poll();
    return kept == null ? readers.get() : kept;
  }

  private void bring(PartitionReader reader, TopicPartition partition, AttachedEnd end) {
    long last = end.next() + TURN_OFFSETS;
    while (end.next() < last) {
      long until = Math.min(end.behindUntil(), last);
      try (RecordCursor records = reader.cursor(partition, end.next(), until)) {
        for (var record = records.peek(); record != null; record = records.peek()) {
          if (!bring(record, end)) {
            var _ = end.rejoin(record.offset());
            awaitRoom(partition, end);
            return;
          }
          var _ = records.next();
        }
      }
      if (end.rejoin(until)) {
        connection.metrics().caughtUp();
        return;
      }
    }
    schedule(partition, end);
  }

  /** False if it has no room for that record. */
  private boolean bring(ConsumerRecord<byte[], byte[]> record, AttachedEnd end) {
    if (!ChannelKey.isOf(end.channel(), record)) {
      return true;
    }
    return switch (AcceptedRecord.read(record, connection)) {
      case AcceptedRecord.Nothing() -> true;
      case AcceptedRecord.Waiting(int schemaId) -> {
        connection.schema(schemaId).block();
        yield bring(record, end);
      }
      case AcceptedRecord.Found(Accepted accepted, long logOffset) ->
          end.catchUp(accepted, record.offset(), logOffset);
    };
  }

  /** Ends what is read now, and closes the readers. */
  @Override
  public void close() {
    threads.dispose();
    closeIdle();
  }

  private void closeIdle() {
    for (var reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.close();
    }
  }
}
