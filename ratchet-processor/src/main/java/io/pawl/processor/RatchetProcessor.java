package io.pawl.processor;

import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.LaneState;
import io.pawl.stream.LaneWork;
import io.pawl.stream.Lanes;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.PartitionSource;
import io.pawl.stream.SourceSettings;
import io.pawl.stream.TopicLayout;
import io.pawl.stream.TransactionalSink;
import io.pawl.stream.codec.Codec;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;

/**
 * Judges every record of the log: one outcome each, in order, exactly once. Holds the processors'
 * private keys, which open admission keys and nothing else.
 *
 * <p>The topics must exist, see {@link io.pawl.stream.TopicAdmin}.
 */
public final class RatchetProcessor implements AutoCloseable {
  /** How long a recovery waits for a broker without any progress, before it begins anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ProcessorSettings settings;
  private final TopicLayout layout;
  private final Codec codec;
  private final GrantKeys keys;
  private final VerdictMetrics metrics;
  private final Lanes lanes;

  /**
   * Joins the group and begins.
   *
   * @param layout of the topics, as validated at start
   * @param meters where its metrics go, see docs/metrics.md
   */
  public RatchetProcessor(
      ProcessorSettings settings,
      TopicLayout layout,
      Codec codec,
      GrantKeys keys,
      MeterRegistry meters) {
    this.settings = settings;
    this.layout = layout;
    this.codec = codec;
    this.keys = keys;
    this.metrics = new VerdictMetrics(meters);
    this.lanes =
        new Lanes(
            "ratchet",
            PartitionSource.group(
                SourceSettings.of(settings.client(), settings.topics().log()), settings.group()),
            this::committed,
            settings.group(),
            new Lanes.Parts(this::work, this::sink),
            settings.lanes(),
            meters);
  }

  /** What each lane is doing, by partition. */
  public Map<Integer, LaneState> states() {
    return lanes.states();
  }

  /** Completes when the processor ended in order; errors when it cannot go on. */
  public Mono<Void> ended() {
    return lanes.ended();
  }

  @Override
  public void close() {
    lanes.close();
  }

  private LaneWork work(int partition) {
    return new RatchetLane(
        new TopicPartition(settings.topics().log(), partition),
        layout.partitions(),
        settings,
        codec,
        keys,
        () ->
            PartitionReader.connect(
                settings.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE),
        metrics);
  }

  private TransactionalSink sink(int partition) {
    String id = settings.group() + "." + settings.topics().log() + "." + partition;
    return TransactionalSink.connect(settings.client(), id);
  }

  private OptionalLong committed(TopicPartition partition) {
    try (var offsets = CommittedOffsets.connect(settings.client(), settings.group(), PATIENCE)) {
      return offsets.committed(partition);
    }
  }
}
