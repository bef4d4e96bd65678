package io.pawl.stream;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * One assignment of one partition. It is its own epoch: when the partition comes back it is another
 * object, so that nothing of this one can reach that one's readers.
 */
final class Assignment implements PartitionStream {
  private final TopicPartition partition;
  private final SourceSettings settings;
  private final Mono<Void> ownership;
  private final Runnable changed;

  private final AtomicReference<@Nullable Reading> wanted = new AtomicReference<>();
  private final AtomicReference<@Nullable End> end = new AtomicReference<>();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private final CountDownLatch released = new CountDownLatch(1);

  /** The reading that the consumer's position is of; the consumer's thread only. */
  private @Nullable Reading applied;

  /**
   * @param ownership asks the group whether this assignment still holds
   * @param changed tells the consumer's thread that this assignment wants something else now
   */
  Assignment(
      TopicPartition partition, SourceSettings settings, Mono<Void> ownership, Runnable changed) {
    this.partition = partition;
    this.settings = settings;
    this.ownership = ownership;
    this.changed = changed;
  }

  @Override
  public TopicPartition topicPartition() {
    return partition;
  }

  @Override
  public Flux<List<ConsumerRecord<byte[], byte[]>>> from(long offset) {
    if (offset < 0) {
      throw new IllegalArgumentException("offsets begin at 0, not at " + offset);
    }
    return new Flux<>() {
      @Override
      public void subscribe(
          CoreSubscriber<? super List<ConsumerRecord<byte[], byte[]>>> subscriber) {
        begin(offset, subscriber);
      }
    };
  }

  private void begin(
      long offset, CoreSubscriber<? super List<ConsumerRecord<byte[], byte[]>>> subscriber) {
    if (!assigned()) {
      refuse(subscriber);
      return;
    }
    var reading =
        new Reading(offset, settings, subscriber, it -> wanted.compareAndSet(it, null), changed);
    if (!wanted.compareAndSet(null, reading)) {
      Operators.error(subscriber, new IllegalStateException(partition + " is being read already"));
      return;
    }
    reading.start();
    End how = end.get();
    if (how != null) {
      // It ended before it could see this reading.
      reading.end(how);
    } else {
      changed.run();
    }
  }

  private void refuse(CoreSubscriber<?> subscriber) {
    switch (Objects.requireNonNull(end.get())) {
      case End.Revoked() -> Operators.complete(subscriber);
      case End.Failed(Throwable why) -> Operators.error(subscriber, why);
    }
  }

  @Override
  public boolean assigned() {
    return end.get() == null;
  }

  @Override
  public Mono<Void> ended() {
    return ended.asMono();
  }

  @Override
  public Mono<Void> confirmed() {
    Mono<Void> gone = Mono.error(() -> new PartitionLost(partition));
    return Mono.defer(
        () -> assigned() ? Mono.firstWithSignal(ownership, ended.asMono().then(gone)) : gone);
  }

  @Override
  public void release() {
    released.countDown();
  }

  @Override
  public boolean paused() {
    Reading reading = wanted.get();
    return reading != null && reading.paused();
  }

  @Override
  public int queuedRecords() {
    Reading reading = wanted.get();
    return reading == null ? 0 : reading.queuedRecords();
  }

  @Override
  public long queuedBytes() {
    Reading reading = wanted.get();
    return reading == null ? 0 : reading.queuedBytes();
  }

  /**
   * Takes the consumer to where the present reading begins, if it is not there yet, and tells
   * whether the partition must be paused. On the consumer's thread, before a poll.
   */
  boolean prepare(Consumer<?, ?> consumer) {
    Reading reading = wanted.get();
    if (reading != applied) {
      if (reading != null) {
        consumer.seek(partition, reading.offset());
      }
      applied = reading;
    }
    return reading == null || reading.full();
  }

  /** Takes what a poll returned for the reading that {@link #prepare} saw; on the same thread. */
  void offer(List<ConsumerRecord<byte[], byte[]>> records) {
    Reading reading = applied;
    if (reading != null && !records.isEmpty()) {
      reading.offer(records);
    }
  }

  /** Ends the present reading only: its offset cannot be read. Another may begin elsewhere. */
  void unreadable(Throwable why) {
    Reading reading = applied;
    if (reading != null) {
      wanted.compareAndSet(reading, null);
      reading.end(new End.Failed(why));
    }
  }

  /** Ends the assignment. */
  void end(End how) {
    if (!end.compareAndSet(null, how)) {
      return;
    }
    Reading reading = wanted.get();
    if (reading != null) {
      reading.end(how);
    }
    switch (how) {
      case End.Revoked() -> ended.tryEmitEmpty();
      case End.Failed(Throwable why) -> ended.tryEmitError(why);
    }
  }

  /** Waits until the owner released this, or the time is over. */
  void awaitRelease(long nanos) throws InterruptedException {
    var _ = released.await(nanos, TimeUnit.NANOSECONDS);
  }
}
