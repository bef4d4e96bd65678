package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** A subscriber that asks when it is told to, and keeps the numbers that it got. */
final class Readings extends BaseSubscriber<List<ConsumerRecord<byte[], byte[]>>> {
  private final List<Integer> numbers = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean completed;

  static Readings of(Flux<List<ConsumerRecord<byte[], byte[]>>> records) {
    var readings = new Readings();
    records.subscribe(readings);
    return readings;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    // Asks only when told to.
  }

  @Override
  protected void hookOnNext(List<ConsumerRecord<byte[], byte[]>> chunk) {
    assertThat(completed).isFalse();
    numbers.addAll(chunk.stream().map(TestBroker::number).toList());
  }

  @Override
  protected void hookOnComplete() {
    completed = true;
  }

  @Override
  protected void hookOnError(Throwable why) {
    failure.set(why);
  }

  Readings ask(long chunks) {
    request(chunks);
    return this;
  }

  List<Integer> numbers() {
    return List.copyOf(numbers);
  }

  void awaitNumbers(List<Integer> expected) {
    await().atMost(TestBroker.PATIENCE).until(() -> numbers.size() >= expected.size());
    assertThat(numbers()).isEqualTo(expected);
  }

  void awaitCount(int count) {
    await().atMost(TestBroker.PATIENCE).until(() -> numbers.size() >= count);
  }

  void awaitCompletion() {
    await().atMost(TestBroker.PATIENCE).until(() -> completed);
  }

  Throwable awaitFailure() {
    return await().atMost(TestBroker.PATIENCE).until(failure::get, it -> it != null);
  }
}
