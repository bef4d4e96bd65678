package io.pawl.checkpoint;

import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.stream.LaneState;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Lanes;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/**
 * Folds what processors tell of their state into a compacted topic. It may be down for any time: it
 * goes on where it stopped.
 *
 * <p>The topics must exist, see {@link io.pawl.stream.TopicAdmin}.
 */
public final class CheckpointSink implements AutoCloseable {
  /** How long a recovery waits for a broker without any progress, before it begins anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SinkSettings settings;
  private final LogIdentity log;
  private final Codec codec;
  private final FoldMetrics metrics;
  private final Collector collector;
  private final AtomicLong snapshotRequests = new AtomicLong();
  private final Lanes lanes;

  /**
   * Joins the group and begins.
   *
   * @param log whose facts these are
   * @param meters where its metrics go
   */
  public CheckpointSink(SinkSettings settings, LogIdentity log, Codec codec, MeterRegistry meters) {
    this.settings = settings;
    this.log = log;
    this.codec = codec;
    this.metrics = new FoldMetrics(meters);
    this.collector = new Collector(settings, new CollectionMetrics(meters), InstantSource.system());
    this.lanes =
        new Lanes(
            "checkpoint",
            new Lanes.Input(
                settings.client(),
                settings.topics().facts(),
                settings.group(),
                IsolationLevel.READ_COMMITTED),
            this::work,
            settings.lanes(),
            meters);
  }

  /** What each lane is doing, by partition. */
  public Map<Integer, LaneState> states() {
    return lanes.states();
  }

  /** Asks for a snapshot of every partition; returns at once. */
  public void takeSnapshot() {
    snapshotRequests.incrementAndGet();
  }

  /** Completes when the sink ended in order; errors when it cannot go on. */
  public Mono<Void> ended() {
    return lanes.ended();
  }

  @Override
  public void close() {
    lanes.close();
    collector.close();
  }

  private LaneWork work(int partition) {
    return new FoldLane(
        new TopicPartition(settings.topics().facts(), partition),
        new TopicPartition(settings.topics().checkpoints(), partition),
        log,
        codec,
        () -> PartitionReader.connect(settings.client(), IsolationLevel.READ_COMMITTED, PATIENCE),
        metrics,
        new SnapshotProgress(settings.snapshotEvery(), snapshotRequests),
        boundary -> collector.collect(partition, boundary));
  }
}
