package io.pawl.checkpoint.audit;

import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.PartitionReader;
import java.time.Duration;
import org.apache.kafka.common.IsolationLevel;

/**
 * What an audit reads with: a consumer for each topic that it walks along. None joins a group.
 *
 * @param log of everything, since writers to the log use no transactions
 * @param accepted of what is committed
 * @param rejected of what is committed
 * @param facts of what is committed; checkpoints too
 */
record Readers(
    PartitionReader log,
    PartitionReader accepted,
    PartitionReader rejected,
    PartitionReader facts,
    CommittedOffsets offsets)
    implements AutoCloseable {
  /** How long a broker is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A processor that was killed leaves a transaction open, and nothing behind it is committed
   * before Kafka ends it: after a minute, unless another processor takes over.
   */
  private static final Duration UNDECIDED = Duration.ofSeconds(90);

  static Readers open(AuditSettings settings) {
    return new Readers(
        PartitionReader.connect(settings.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE),
        committed(settings),
        committed(settings),
        committed(settings),
        CommittedOffsets.connect(settings.client(), settings.group(), UNDECIDED));
  }

  private static PartitionReader committed(AuditSettings settings) {
    return PartitionReader.connect(settings.client(), IsolationLevel.READ_COMMITTED, UNDECIDED);
  }

  @Override
  public void close() {
    log.close();
    accepted.close();
    rejected.close();
    facts.close();
    offsets.close();
  }
}
