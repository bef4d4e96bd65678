package io.pawl.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A lane for each partition that a source assigns: its own thread, its own transactional producer,
 * its own state. Lanes share nothing.
 */
public final class Lanes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  /** A revocation is given 2 s, and every lane ends with one; the rest is for closing clients. */
  private static final Duration CLOSING = Duration.ofSeconds(4);

  /**
   * What lanes are made of; all three are called on the lane's thread, for each attempt anew.
   *
   * @param works a partition's work
   * @param sinks a partition's transactional sink; its id is the fence
   * @param committed the group's committed offset, read after the sink was initialised
   */
  public record Parts(
      IntFunction<LaneWork> works,
      IntFunction<TransactionalSink> sinks,
      Function<TopicPartition, OptionalLong> committed) {}

  private final PartitionSource source;
  private final String group;
  private final Parts parts;
  private final LaneSettings settings;
  private final LaneMetrics metrics;

  private final Map<Integer, TransactionalLane> lanes = new ConcurrentHashMap<>();
  private final Map<Thread, TransactionalLane> threads = new ConcurrentHashMap<>();
  private final Sinks.Empty<Void> ended = Sinks.empty();

  /**
   * @param service names the threads, and tags the metrics
   * @param group that the lanes commit for
   */
  public Lanes(
      String service,
      PartitionSource source,
      String group,
      Parts parts,
      LaneSettings settings,
      MeterRegistry meters) {
    this.source = source;
    this.group = group;
    this.parts = parts;
    this.settings = settings;
    this.metrics = new LaneMetrics(meters, service);
    source
        .partitions()
        .subscribe(
            stream -> begin(service, stream), this::sourceFailed, () -> ended.tryEmitEmpty());
  }

  private void begin(String service, PartitionStream stream) {
    int partition = stream.partition();
    TransactionalLane lane =
        new TransactionalLane(
            stream,
            () -> parts.works().apply(partition),
            () -> parts.sinks().apply(partition),
            parts.committed(),
            group,
            settings,
            metrics);
    lanes.put(partition, lane);
    Thread thread =
        Thread.ofPlatform()
            .name(service + "-" + partition)
            .unstarted(() -> {
              lane.run();
              lanes.remove(partition, lane);
              threads.remove(Thread.currentThread());
            });
    threads.put(thread, lane);
    thread.start();
  }

  private void sourceFailed(Throwable error) {
    log.error("reading ended: {}", error.getMessage());
    ended.tryEmitError(error);
  }

  /** What each lane is doing, by partition. */
  public Map<Integer, LaneState> states() {
    return lanes.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().state()));
  }

  /** Completes when reading ended in order; errors when it cannot go on. */
  public Mono<Void> ended() {
    return ended.asMono();
  }

  /** Ends in order: every lane commits what it took, writes its last facts, and is gone. */
  @Override
  public void close() {
    source.stop().block(CLOSING);
    for (Thread thread : threads.keySet()) {
      join(thread);
    }
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(CLOSING)) {
        log.warn("{} did not end in time", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
