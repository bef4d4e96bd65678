package io.pawl.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A lane for each partition that a source assigns: its own thread, its own transactional producer,
 * its own state. Lanes share nothing.
 */
public final class Lanes implements LaneOwner {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);

  /**
   * A revocation is given 2 s, and every lane ends with one; as much is for leaving the group, and
   * the rest for the poll that goes on.
   */
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /** How long one exchange with the brokers may take, before the lane begins anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * What lanes read, and as whom.
   *
   * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
   * @param topic whose partitions they share
   * @param partitions how many it has, whoever has them
   * @param group that shares them, and whose offsets they commit
   * @param isolation what they see of the topic
   * @param names of the deployment, for whoever must help a lane
   */
  public record Input(
      Map<String, Object> client,
      String topic,
      int partitions,
      String group,
      IsolationLevel isolation,
      DeploymentNames names) {
    /** Copies the client's settings. */
    public Input {
      client = Map.copyOf(client);
    }

    String transactionalId(int partition) {
      return Lanes.transactionalId(group, topic, partition);
    }

    OptionalLong committed(TopicPartition partition) {
      try (var offsets = CommittedOffsets.connect(client, group, PATIENCE)) {
        return offsets.committed(partition);
      }
    }
  }

  /** The fence: whoever initialises this id owns the outputs of the group's lane. */
  public static String transactionalId(String group, String topic, int partition) {
    return group + "." + topic + "." + partition;
  }

  private final Input input;
  private final IntFunction<LaneWork> works;
  private final LaneSettings settings;
  private final LaneMetrics metrics;
  private final PartitionSource source;

  private final LaneLag lag;
  private final LaneGauges gauges;

  private final Map<Integer, TransactionalLane> lanes = new ConcurrentHashMap<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Sinks.Empty<Void> ended = Sinks.empty();

  /**
   * Joins the group and begins.
   *
   * @param service names the threads, and tags the metrics
   * @param works a partition's work; called on its lane's thread, for each attempt anew
   */
  public Lanes(
      String service,
      Input input,
      IntFunction<LaneWork> works,
      LaneSettings settings,
      MeterRegistry meters) {
    this(service, input, works, settings, meters, ObservationRegistry.NOOP);
  }

  /**
   * The same for tracers.
   *
   * @param observations told of each transaction
   */
  public Lanes(
      String service,
      Input input,
      IntFunction<LaneWork> works,
      LaneSettings settings,
      MeterRegistry meters,
      ObservationRegistry observations) {
    this.input = input;
    this.works = works;
    this.settings = settings;
    this.metrics = new LaneMetrics(meters, observations, service);
    this.lag = new LaneLag(input.client(), lanes.values());
    this.gauges = new LaneGauges(meters, service, lanes.values());
    gauges.add(
        "pawl.lane.lag",
        "Records of their partitions that lanes have not committed",
        lag,
        LaneLag::total);
    gauges.add("pawl.lane.lag.longest", "Those of the lane that has most", lag, LaneLag::longest);
    gauges.add(
        "pawl.lane.partitions",
        "Partitions that all lanes of the group share",
        input,
        Input::partitions);
    this.source =
        PartitionSource.ofGroup(
            new SourceSettings(input.client(), input.isolation(), settings.queue()),
            input.topic(),
            input.group());
    log.info("{} joins group {}, for {}", service, input.group(), input.topic());
    source
        .partitions()
        .subscribe(stream -> begin(service, stream), this::sourceFailed, ended::tryEmitEmpty);
  }

  private void begin(String service, PartitionStream stream) {
    int partition = stream.partition();
    TransactionalLane lane =
        new TransactionalLane(
            stream,
            () -> works.apply(partition),
            () ->
                TransactionalSink.connect(
                    input.client(), input.transactionalId(partition), PATIENCE),
            input,
            settings,
            metrics);
    lanes.put(partition, lane);
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(service + "-" + partition)
            .unstarted(() -> run(partition, lane));
    threads.add(thread);
    thread.start();
  }

  /** A lane that dies takes all with it: its partition must go to somebody who can serve it. */
  private void run(int partition, TransactionalLane lane) {
    try {
      lane.run();
    } catch (Throwable e) {
      log.error("{}", e.getMessage(), e);
      ended.tryEmitError(e);
    } finally {
      lanes.remove(partition, lane);
      threads.remove(Thread.currentThread());
    }
  }

  private void sourceFailed(Throwable error) {
    log.error("reading ended: {}", error.getMessage());
    ended.tryEmitError(error);
  }

  @Override
  public Map<Integer, LaneState> states() {
    return lanes.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().state()));
  }

  @Override
  public Set<Integer> stalled(Duration limit) {
    return lanes.entrySet().stream()
        .filter(lane -> lane.getValue().stalled(limit))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean joined() {
    return source.joined();
  }

  @Override
  public Mono<Void> ended() {
    return ended.asMono();
  }

  @Override
  public void close() {
    try {
      leave();
    } finally {
      for (Thread thread : threads) {
        join(thread);
      }
      gauges.close();
      lag.close();
    }
  }

  private void leave() {
    source
        .stop()
        .timeout(CLOSING)
        .onErrorResume(
            TimeoutException.class,
            late -> {
              log.warn("group {} was not left in time", input.group());
              return Mono.empty();
            })
        .block();
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
