package io.pawl.stream;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import reactor.core.Disposable;

/** A source under test with the streams that it has now. */
final class Member implements AutoCloseable {
  private final PartitionSource source;
  private final Map<Integer, PartitionStream> streams = new ConcurrentSkipListMap<>();
  private final Map<Integer, Throwable> failures = new ConcurrentHashMap<>();
  private final Disposable partitions;

  private Member(PartitionSource source) {
    this.source = source;
    partitions = source.partitions().subscribe(this::take, failure -> failures.put(-1, failure));
  }

  static Member of(PartitionSource source) {
    return new Member(source);
  }

  private void take(PartitionStream stream) {
    streams.put(stream.partition(), stream);
    stream
        .ended()
        .subscribe(
            null,
            failure -> streams.remove(stream.partition(), stream),
            () -> streams.remove(stream.partition(), stream));
  }

  PartitionSource source() {
    return source;
  }

  /** The stream of partition {@code number}, as soon as it is there. */
  PartitionStream stream(int number) {
    return await().atMost(TestBroker.PATIENCE).until(() -> streams.get(number), it -> it != null);
  }

  List<Integer> numbers() {
    return List.copyOf(streams.keySet());
  }

  void awaitPartitions(int count) {
    await().atMost(TestBroker.PATIENCE).until(() -> streams.size() == count);
  }

  /** Owners that commit nothing may release at once. */
  void releaseAll() {
    streams.values().forEach(PartitionStream::release);
  }

  @Override
  public void close() {
    releaseAll();
    partitions.dispose();
    source.stop().block(TestBroker.PATIENCE);
  }
}
