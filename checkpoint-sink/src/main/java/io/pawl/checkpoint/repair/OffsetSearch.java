package io.pawl.checkpoint.repair;

import io.pawl.stream.ClusterView;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.Lanes;
import io.pawl.stream.LogOffset;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.Topics;
import io.pawl.stream.TransactionalSink;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import io.pawl.stream.codec.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds the offset that a lane of the processors goes on from, for a group that has lost it: each
 * record of the log has one outcome, accepted or rejected, which names its offset. Where retention
 * has taken outcomes away, it says so rather than guess: too low an offset would give records a
 * second outcome, and too high a one none.
 */
public final class OffsetSearch implements AutoCloseable {
  /** What the clocks of brokers, processors and of this process may differ by. */
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  private final RepairSettings settings;
  private final InstantSource clock;
  private final PatientDecoder decoder;
  private final PartitionReader decided;
  private final PartitionReader all;
  private final CommittedOffsets offsets;

  /** Opens clients; none joins a group. */
  public OffsetSearch(RepairSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.decoder = new PatientDecoder(settings.codec(), RepairSettings.PATIENCE);
    this.decided =
        PartitionReader.connect(
            settings.client(), IsolationLevel.READ_COMMITTED, RepairSettings.UNDECIDED);
    this.all =
        PartitionReader.connect(
            settings.client(), IsolationLevel.READ_UNCOMMITTED, RepairSettings.PATIENCE);
    this.offsets =
        CommittedOffsets.connect(
            settings.client(), settings.processors(), RepairSettings.UNDECIDED);
  }

  /**
   * Finds it, and changes nothing; processors may run.
   *
   * @throws io.pawl.stream.LaneStopped if the checkpoints do not hold
   * @throws io.pawl.stream.BrokerUnavailable if a broker does not answer
   */
  public LaneOffset find(int partition) {
    Topics topics = settings.topics();
    TopicPartition log = new TopicPartition(topics.log(), partition);
    // Outputs before the offset: a lane that is at work has committed at least what is read here.
    List<OutputEnd> outputs =
        List.of(
            OutputEnd.read(
                decided,
                new TopicPartition(topics.accepted(), partition),
                record -> LogOffset.read(record.headers())),
            OutputEnd.read(
                decided, new TopicPartition(topics.rejected(), partition), this::rejected));
    OptionalLong told =
        ToldUntil.read(
            decided,
            new TopicPartition(topics.checkpoints(), partition),
            new TopicPartition(topics.facts(), partition),
            settings.log(),
            settings.codec());
    long next = outputs.stream().mapToLong(OutputEnd::next).reduce(told.orElse(0), Math::max);
    OptionalLong committed = offsets.committed(log);
    return new LaneOffset(
        partition,
        committed,
        next,
        told.isEmpty() && committed.isEmpty() && outputs.stream().allMatch(OutputEnd::isUntouched)
            ? new LaneOffset.Untouched()
            : standing(log, committed, next, outputs));
  }

  private OptionalLong rejected(ConsumerRecord<byte[], byte[]> record) {
    return decoder.rejected(record.value()) instanceof Decoded.Value<Rejection>(Rejection rejection)
        ? OptionalLong.of(rejection.logOffset())
        : OptionalLong.empty();
  }

  private LaneOffset.Standing standing(
      TopicPartition log, OptionalLong committed, long next, List<OutputEnd> outputs) {
    List<String> gone = outputs.stream().filter(OutputEnd::gone).map(OutputEnd::topic).toList();
    if (committed.isPresent() && committed.getAsLong() >= next) {
      return new LaneOffset.Holds();
    }
    String doubt = doubt(log, next, gone);
    return doubt == null ? new LaneOffset.Due() : new LaneOffset.Unknown(doubt);
  }

  /** Why the record at {@code next} may have an outcome all the same; null if it has none. */
  private @Nullable String doubt(TopicPartition log, long next, List<String> gone) {
    long beginning = all.beginning(log);
    long end = all.end(log);
    if (end < next) {
      return "%s ends at %d, but records up to %d have outcomes: its end was lost"
          .formatted(log, end, next - 1);
    }
    if (next < beginning) {
      return "%s begins at %d, but the last outcome that is known is of %d"
          .formatted(log, beginning, next - 1);
    }
    if (next == end || gone.isEmpty()) {
      return null;
    }
    Duration retention = shortestRetention(gone);
    // The last that is known to be judged, and the first that is not.
    if (isKept(log, next, end, retention) && !isKept(log, next - 1, end, retention)) {
      return null;
    }
    return "records %d to %d of %s may have outcomes: those of that time are deleted from %s"
        .formatted(next, end - 1, log, String.join(" and ", gone));
  }

  /** For how long all of them keep records; zero if one is kept for ever, and yet gone. */
  private Duration shortestRetention(List<String> topics) {
    try (ClusterView cluster = ClusterView.connect(settings.client(), RepairSettings.PATIENCE)) {
      return topics.stream()
          // Somebody deleted it by hand.
          .map(topic -> cluster.retention(topic).orElse(Duration.ZERO))
          .min(Comparator.naturalOrder())
          .orElse(Duration.ZERO);
    }
  }

  /** Whether an outcome of the record at {@code offset} would still be there. */
  private boolean isKept(TopicPartition log, long offset, long end, Duration retention) {
    if (offset < all.beginning(log)) {
      return false;
    }
    try (RecordCursor records = all.cursor(log, offset, end)) {
      ConsumerRecord<byte[], byte[]> record = records.peek();
      if (record == null) {
        return true;
      }
      Duration age = Duration.between(Instant.ofEpochMilli(record.timestamp()), clock.instant());
      return age.plus(CLOCKS_DIFFER).compareTo(retention) < 0;
    }
  }

  /**
   * Finds it, and commits it if it is due. The lane that had the partition until then is fenced, so
   * nothing gets an outcome in between; it must be started again.
   *
   * @throws io.pawl.stream.SinkFailure if brokers refuse, or another lane takes the partition over
   *     meanwhile; nothing is committed then
   */
  public LaneOffset commit(int partition) {
    LaneOffset found = find(partition);
    if (!(found.standing() instanceof LaneOffset.Due)) {
      return found;
    }
    String fence = Lanes.transactionalId(settings.processors(), settings.topics().log(), partition);
    try (TransactionalSink lane =
        TransactionalSink.connect(settings.client(), fence, RepairSettings.PATIENCE)) {
      lane.initialise();
      LaneOffset due = find(partition);
      if (!(due.standing() instanceof LaneOffset.Due)) {
        return due;
      }
      lane.commit(
          Map.of(
              new TopicPartition(settings.topics().log(), partition),
              new OffsetAndMetadata(due.next())),
          settings.processors());
      return due.as(new LaneOffset.Committed());
    }
  }

  @Override
  public void close() {
    Stream.of(decided, all).forEach(PartitionReader::close);
    offsets.close();
  }
}
