package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * One stretch of reading of one partition, on a worker's thread: one hop per chunk, none per
 * record. Stands still, and with it its partition, while the next record has no room at its channel
 * or a schema has to be looked up first.
 */
final class PartitionReading extends BaseSubscriber<List<ConsumerRecord<byte[], byte[]>>> {
  /** One in work and one to come: more only costs memory. */
  private static final int CHUNKS_AHEAD = 2;

  private static final Retry UNTIL_RESOLVED =
      Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100)).maxBackoff(Duration.ofSeconds(5));

  private final Connection connection;
  private final PartitionIntake intake;
  private final int number;
  private final Scheduler.Worker worker;
  private final Queue<List<ConsumerRecord<byte[], byte[]>>> chunks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger turns = new AtomicInteger();
  private final Disposable.Swap lookup = Disposables.swap();

  private volatile boolean standing;

  /** Everything before it was given to the ends. */
  private volatile long position;

  /** Of the last record that carried one, in the last chunk that was read whole. */
  private volatile long logPosition = -1;

  // From here on only whose turn it is.

  private @Nullable List<ConsumerRecord<byte[], byte[]>> chunk;
  private int index;

  /** Ends that took something since they were last settled. */
  private final Set<AttachedEnd> touched = new HashSet<>();

  /** Why the next record cannot be taken now. */
  private interface Obstacle {
    void whenGone(Runnable goOn);
  }

  /**
   * @param number grows from one reading of the partition to the next
   * @param from the first offset
   */
  PartitionReading(Connection connection, PartitionIntake intake, int number, long from) {
    this.connection = connection;
    this.intake = intake;
    this.number = number;
    this.position = from;
    this.worker = connection.workers().createWorker();
  }

  /** The offset before which everything was given to the ends. */
  long position() {
    return position;
  }

  /** A log offset that everything read so far has come to; -1 before any. */
  long logPosition() {
    return logPosition;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    request(CHUNKS_AHEAD);
  }

  @Override
  protected void hookOnNext(List<ConsumerRecord<byte[], byte[]>> records) {
    chunks.add(records);
    wake();
  }

  @Override
  protected void hookOnComplete() {
    intake.unreadable(this, new IllegalStateException("the reader was stopped"));
  }

  @Override
  protected void hookOnError(Throwable error) {
    intake.unreadable(this, error);
  }

  @Override
  protected void hookFinally(SignalType type) {
    lookup.dispose();
    worker.dispose();
  }

  private void wake() {
    if (turns.getAndIncrement() == 0) {
      try {
        worker.schedule(this::work);
      } catch (RejectedExecutionException e) {
        // The worker goes only when the reading does.
      }
    }
  }

  private void goOn() {
    standing = false;
    wake();
  }

  private void work() {
    int missed = turns.get();
    do {
      while (!standing && !isDisposed() && nextChunk()) {
        try {
          takeChunk();
        } catch (RuntimeException e) {
          // Going on could leave a message out; standing still would tell nobody.
          cancel();
          intake.unreadable(this, e);
        }
      }
      missed = turns.addAndGet(-missed);
    } while (missed != 0);
  }

  private boolean nextChunk() {
    if (chunk == null) {
      chunk = chunks.poll();
      index = 0;
    }
    return chunk != null;
  }

  private void takeChunk() {
    List<ConsumerRecord<byte[], byte[]>> records = chunk;
    if (records == null) {
      return;
    }
    for (; index < records.size(); index++) {
      ConsumerRecord<byte[], byte[]> record = records.get(index);
      Obstacle obstacle = take(record);
      if (obstacle != null) {
        // What was taken is handed on first: room may come of nothing else.
        settle(record.offset());
        standing = true;
        obstacle.whenGone(this::goOn);
        return;
      }
    }
    chunk = null;
    // One per chunk: it tells channels without traffic how time passes.
    LogOffset.read(records.getLast().headers()).ifPresent(offset -> logPosition = offset);
    settle(records.getLast().offset() + 1);
    request(1);
  }

  private void settle(long next) {
    position = next;
    touched.forEach(AttachedEnd::settle);
    touched.clear();
  }

  /** Takes one record; null if that is done with. */
  private @Nullable Obstacle take(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    if (key == null || key.length != ChannelId.LENGTH) {
      connection.metrics().ignored(ChannelMetrics.Ignored.MALFORMED);
      return null;
    }
    ChannelId channel = ChannelId.read(key, 0);
    List<AttachedEnd> ends = intake.ends(channel);
    if (ends.isEmpty()) {
      return null;
    }
    return switch (connection.codec().decodeAccepted(record.value())) {
      case Decoded.Waiting<Accepted>(int schemaId) -> goOn -> lookUp(schemaId, goOn);
      case Decoded.Malformed<Accepted>(String why) -> {
        connection.metrics().ignored(ChannelMetrics.Ignored.MALFORMED);
        yield null;
      }
      case Decoded.Value<Accepted>(Accepted accepted) -> {
        long logOffset = LogOffset.read(record.headers()).orElse(-1);
        if (!accepted.channel().equals(channel)
            || (logOffset < 0 && accepted instanceof Accepted.Passed)) {
          connection.metrics().ignored(ChannelMetrics.Ignored.MALFORMED);
          yield null;
        }
        yield give(ends, accepted, record.offset(), logOffset);
      }
    };
  }

  private @Nullable Obstacle give(
      List<AttachedEnd> ends, Accepted accepted, long offset, long logOffset) {
    // All of them first: none may get a record twice because another had no room for it.
    for (AttachedEnd attached : ends) {
      ChannelEnd end = attached.end();
      if (attached.wants(offset, number) && !end.hasRoom(accepted)) {
        return end::whenRoom;
      }
    }
    for (AttachedEnd attached : ends) {
      if (attached.take(accepted, offset, logOffset, number)) {
        touched.add(attached);
      }
    }
    return null;
  }

  private void lookUp(int schemaId, Runnable goOn) {
    lookup.update(
        connection
            .codec()
            .resolve(schemaId)
            .retryWhen(UNTIL_RESOLVED)
            .subscribe(nothing -> {}, error -> {}, goOn));
  }
}
