package io.pawl.checkpoint;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.stream.DeploymentNames;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneState;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Lanes;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/**
 * Folds what processors tell of their state into a compacted topic. It may be down for any time: it
 * goes on where it stopped.
 *
 * <p>The topics must exist, see {@link io.pawl.stream.TopicAdmin}.
 */
public final class CheckpointSink implements LaneOwner {
  /** How long a recovery waits for a broker without any progress, before it begins anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SinkSettings settings;
  private final LogIdentity log;
  private final Codec codec;
  private final FoldMetrics metrics;
  private final Collector collector;
  private final AtomicLong snapshotRequests = new AtomicLong();

  /** Of each partition that it has, or had. */
  private final Map<Integer, SnapshotBook> snapshots = new ConcurrentHashMap<>();

  private final Lanes lanes;
  private final MeterRegistry meters;
  private final InstantSource clock;
  private final List<Gauge> gauges;

  /**
   * Joins the group and begins.
   *
   * @param log whose facts these are
   * @param meters where its metrics go
   */
  public CheckpointSink(SinkSettings settings, LogIdentity log, Codec codec, MeterRegistry meters) {
    this(settings, log, codec, meters, InstantSource.system());
  }

  /**
   * The same at another time.
   *
   * @param clock by which snapshots and what is kept for auditors grow old
   */
  CheckpointSink(
      SinkSettings settings,
      LogIdentity log,
      Codec codec,
      MeterRegistry meters,
      InstantSource clock) {
    this.settings = settings;
    this.meters = meters;
    this.clock = clock;
    this.log = log;
    this.codec = codec;
    this.metrics = new FoldMetrics(meters);
    this.collector = new Collector(settings, new CollectionMetrics(meters), clock);
    this.lanes =
        new Lanes(
            "checkpoint",
            new Lanes.Input(
                settings.client(),
                settings.topics().facts(),
                log.partitions(),
                settings.group(),
                IsolationLevel.READ_COMMITTED,
                DeploymentNames.of(
                    settings.client(), settings.topics(), settings.processors(), settings.group())),
            this::work,
            settings.lanes(),
            meters);
    this.gauges =
        List.of(
            Gauge.builder("pawl.fold.snapshot.age", this, CheckpointSink::longestWait)
                .description("Age of the last snapshot of the partition where facts wait longest")
                .baseUnit("seconds")
                .register(meters),
            Gauge.builder("pawl.collection.failing", this, CheckpointSink::failing)
                .description("Partitions of this sink whose last collection failed")
                .register(meters));
  }

  /** In seconds; 0 if no facts wait for a snapshot. */
  private double longestWait() {
    return lanes.states().keySet().stream()
            .mapToLong(it -> book(it).age().toMillis())
            .max()
            .orElse(0)
        / 1_000.0;
  }

  /** One that went to another sink is for that one to tell of. */
  private long failing() {
    return collector.failing().stream().filter(lanes.states()::containsKey).count();
  }

  @Override
  public Map<Integer, LaneState> states() {
    return lanes.states();
  }

  @Override
  public Set<Integer> stalled(Duration limit) {
    return lanes.stalled(limit);
  }

  @Override
  public boolean joined() {
    return lanes.joined();
  }

  /** Partitions of the log, whoever has them. */
  public int partitions() {
    return log.partitions();
  }

  /**
   * Asks for a snapshot of every partition that it has or comes to have; returns at once.
   *
   * @return the request's number, from 1, to be found in {@link SnapshotState#answered}
   */
  public long takeSnapshot() {
    return snapshotRequests.incrementAndGet();
  }

  /** How often it was asked. */
  public long snapshotRequests() {
    return snapshotRequests.get();
  }

  /** Where it stands with the snapshots of each partition that it has. */
  public Map<Integer, SnapshotState> snapshots() {
    return lanes.states().keySet().stream()
        .collect(Collectors.toUnmodifiableMap(Function.identity(), it -> book(it).state()));
  }

  private SnapshotBook book(int partition) {
    return snapshots.computeIfAbsent(partition, _ -> new SnapshotBook(snapshotRequests, clock));
  }

  @Override
  public Mono<Void> ended() {
    return lanes.ended();
  }

  @Override
  public void close() {
    lanes.close();
    collector.close();
    gauges.forEach(meters::remove);
  }

  private LaneWork work(int partition) {
    return new FoldLane(
        new TopicPartition(settings.topics().facts(), partition),
        new TopicPartition(settings.topics().checkpoints(), partition),
        log,
        codec,
        () -> PartitionReader.connect(settings.client(), IsolationLevel.READ_COMMITTED, PATIENCE),
        metrics,
        new SnapshotProgress(book(partition), settings.snapshotEvery(), settings.snapshotAfter()),
        boundary -> collector.collect(partition, boundary));
  }
}
