package io.pawl.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;

/**
 * Where a partition's records wait for its lane's thread. Holds no more chunks than it was made
 * for: it asks for the next one only when one is consumed, and without demand the source pauses the
 * partition.
 */
final class Inbox extends BaseSubscriber<List<ConsumerRecord<byte[], byte[]>>> {
  /** What the lane finds here. */
  sealed interface Signal {}

  /** Records of one poll, in order. */
  record Chunk(List<ConsumerRecord<byte[], byte[]>> records) implements Signal {}

  /** Nothing came in time. */
  record Nothing() implements Signal {}

  /** The partition was revoked in good order: what was taken may still be committed. */
  record Revoked() implements Signal {}

  /** The partition was lost, or reading it failed. */
  record Failure(RuntimeException error) implements Signal {}

  private static final Signal NOTHING = new Nothing();

  private final int capacity;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

  Inbox(int capacity) {
    this.capacity = capacity;
  }

  /** The next signal, waited for up to {@code timeout}. */
  Signal next(Duration timeout) {
    try {
      Signal signal = signals.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return signal == null ? NOTHING : signal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Failure(Exceptions.propagate(e));
    }
  }

  /** Asks for one more chunk, in place of one that the lane is done with. */
  void consumed() {
    request(1);
  }

  boolean isEmpty() {
    return signals.isEmpty();
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    request(capacity);
  }

  @Override
  protected void hookOnNext(List<ConsumerRecord<byte[], byte[]>> records) {
    signals.add(new Chunk(records));
  }

  @Override
  protected void hookOnComplete() {
    signals.add(new Revoked());
  }

  @Override
  protected void hookOnError(Throwable error) {
    signals.add(new Failure(Exceptions.propagate(error)));
  }
}
