package io.pawl.stream;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * One subscriber's reading of one assignment: a queue between the consumer's thread, which offers,
 * and the subscriber's demand.
 */
final class Reading implements Subscription {
  /** One poll's records of the partition. */
  private record Chunk(List<ConsumerRecord<byte[], byte[]>> records, long bytes) {}

  private final long offset;
  private final int maxRecords;
  private final long maxBytes;
  private final CoreSubscriber<? super List<ConsumerRecord<byte[], byte[]>>> subscriber;
  private final Consumer<Reading> onCancel;
  private final Runnable onRoom;

  private final Queue<Chunk> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queuedRecords = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong requested = new AtomicLong();

  /**
   * Signals that somebody waits to have delivered; whoever raises it from zero delivers. It begins
   * at one, so that nothing is delivered before {@link #start}.
   */
  private final AtomicInteger signals = new AtomicInteger(1);

  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile @Nullable End end;
  private volatile boolean full;

  /**
   * @param offset where reading begins
   * @param onCancel told once, when the subscriber cancels
   * @param onRoom told when a full queue has room again
   */
  Reading(
      long offset,
      SourceSettings settings,
      CoreSubscriber<? super List<ConsumerRecord<byte[], byte[]>>> subscriber,
      Consumer<Reading> onCancel,
      Runnable onRoom) {
    this.offset = offset;
    this.maxRecords = settings.queue().records();
    this.maxBytes = settings.queue().bytes();
    this.subscriber = subscriber;
    this.onCancel = onCancel;
    this.onRoom = onRoom;
  }

  /** Introduces itself to the subscriber, and delivers what came meanwhile. */
  void start() {
    subscriber.onSubscribe(this);
    deliverAll();
  }

  long offset() {
    return offset;
  }

  int queuedRecords() {
    return queuedRecords.get();
  }

  long queuedBytes() {
    return queuedBytes.get();
  }

  /**
   * Whether the partition must pause; on the consumer's thread. Once full, it stays so until half
   * is gone: a partition that paused and resumed with every chunk would poll for little each time.
   */
  boolean full() {
    if (full) {
      full = !halfEmpty();
    } else if (queuedRecords.get() >= maxRecords || queuedBytes.get() >= maxBytes) {
      // Raised first and looked at again, so that a subscriber who empties it meanwhile is seen.
      full = true;
      full = !halfEmpty();
    }
    return full;
  }

  /** What {@link #full} said last; from any thread. */
  boolean paused() {
    return full;
  }

  private boolean halfEmpty() {
    return queuedRecords.get() <= maxRecords / 2 && queuedBytes.get() <= maxBytes / 2;
  }

  /** Takes one poll's records; on the consumer's thread. */
  void offer(List<ConsumerRecord<byte[], byte[]>> records) {
    long bytes = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
    queuedRecords.addAndGet(records.size());
    queuedBytes.addAndGet(bytes);
    queue.add(new Chunk(records, bytes));
    deliver();
  }

  /** Ends it, unless it has ended; what waits is dropped. */
  void end(End how) {
    if (end == null) {
      end = how;
      deliver();
    }
  }

  @Override
  public void request(long chunks) {
    if (Operators.validate(chunks)) {
      requested.accumulateAndGet(chunks, Operators::addCap);
      deliver();
    }
  }

  @Override
  public void cancel() {
    if (cancelled.compareAndSet(false, true)) {
      onCancel.accept(this);
      deliver();
    }
  }

  /**
   * Delivers until neither demand nor chunks are left; one thread at a time, as signals must be.
   */
  private void deliver() {
    if (signals.getAndIncrement() == 0) {
      deliverAll();
    }
  }

  private void deliverAll() {
    int seen = 1;
    do {
      if (!deliverChunks()) {
        // Over. The count stays above zero, so nobody ever delivers again.
        return;
      }
      seen = signals.addAndGet(-seen);
    } while (seen != 0);
  }

  /** Whether there may be anything to deliver later. */
  private boolean deliverChunks() {
    long demand = requested.get();
    long delivered = 0;
    while (true) {
      if (cancelled.get()) {
        drop();
        return false;
      }
      End how = end;
      if (how != null) {
        drop();
        how.signal(subscriber);
        return false;
      }
      Chunk chunk = delivered == demand ? null : queue.poll();
      if (chunk == null) {
        break;
      }
      queuedRecords.addAndGet(-chunk.records.size());
      queuedBytes.addAndGet(-chunk.bytes);
      subscriber.onNext(chunk.records);
      delivered++;
      if (full && halfEmpty()) {
        onRoom.run();
      }
    }
    if (demand != Long.MAX_VALUE && delivered != 0) {
      requested.addAndGet(-delivered);
    }
    return true;
  }

  private void drop() {
    queue.clear();
    queuedRecords.set(0);
    queuedBytes.set(0);
  }
}
