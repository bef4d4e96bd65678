package io.pawl.processor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.DeploymentNames;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneState;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Lanes;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/**
 * Judges every record of the log: one outcome each, in order, exactly once. Holds the processors'
 * private keys, which open admission keys and nothing else.
 *
 * <p>The topics must exist, see {@link io.pawl.stream.TopicAdmin}.
 */
public final class RatchetProcessor implements LaneOwner {
  /** How long a recovery waits for a broker without any progress, before it begins anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ProcessorSettings settings;
  private final LogIdentity log;
  private final Codec codec;
  private final GrantKeys keys;
  private final VerdictMetrics metrics;
  private final RecoveryMetrics recoveryMetrics;
  private final Lanes lanes;
  private final MeterRegistry meters;
  private final RecordTraces traces;
  private final Gauge channels;

  /** The latest work of each partition; its lane may have ended. */
  private final Map<Integer, RatchetLane> works = new ConcurrentHashMap<>();

  /**
   * Joins the group and begins.
   *
   * @param log what is judged
   * @param meters where its metrics go, see docs/metrics.md
   */
  public RatchetProcessor(
      ProcessorSettings settings,
      LogIdentity log,
      Codec codec,
      GrantKeys keys,
      MeterRegistry meters) {
    this(settings, log, codec, keys, meters, ObservationRegistry.NOOP);
  }

  /**
   * The same for tracers.
   *
   * @param observations told of each transaction, and of records whose trace is sampled
   */
  public RatchetProcessor(
      ProcessorSettings settings,
      LogIdentity log,
      Codec codec,
      GrantKeys keys,
      MeterRegistry meters,
      ObservationRegistry observations) {
    this.traces = new RecordTraces(observations);
    this.settings = settings;
    this.log = log;
    this.codec = codec;
    this.keys = keys;
    this.meters = meters;
    this.metrics = new VerdictMetrics(meters);
    this.recoveryMetrics = new RecoveryMetrics(meters);
    this.lanes =
        new Lanes(
            "ratchet",
            new Lanes.Input(
                settings.client(),
                settings.topics().log(),
                log.partitions(),
                settings.group(),
                // Writers to the log use no transactions: a record counts where it stands.
                IsolationLevel.READ_UNCOMMITTED,
                DeploymentNames.of(settings.client(), settings.topics(), settings.group(), null)),
            this::work,
            settings.lanes(),
            meters,
            observations);
    this.channels =
        Gauge.builder("pawl.channels", this, RatchetProcessor::channels)
            .description("Channels in memory")
            .register(meters);
  }

  private int channels() {
    return lanes.states().keySet().stream()
        .map(works::get)
        .filter(Objects::nonNull)
        .mapToInt(RatchetLane::held)
        .sum();
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

  @Override
  public Mono<Void> ended() {
    return lanes.ended();
  }

  @Override
  public void close() {
    lanes.close();
    meters.remove(channels);
  }

  private LaneWork work(int partition) {
    RatchetLane lane =
        new RatchetLane(
            new TopicPartition(settings.topics().log(), partition),
            log,
            settings,
            codec,
            keys,
            new LaneReaders(settings.client(), PATIENCE),
            metrics,
            recoveryMetrics,
            traces);
    works.put(partition, lane);
    return lane;
  }
}
