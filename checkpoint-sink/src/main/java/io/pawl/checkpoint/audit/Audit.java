package io.pawl.checkpoint.audit;

import io.pawl.stream.TopicAdmin;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * Proves that what processors and sink wrote is what the log implies: replays the log through the
 * ratchet's rules, and holds every outcome, event, fact and checkpoint against it.
 *
 * <p>Reads only: joins no group and commits nothing, so it may run beside a live system. What it
 * looks at ends with what the processors' group had committed when it began. It takes the memory of
 * one partition's channels, twice, and one thread: the caller's.
 */
public final class Audit {
  private Audit() {}

  /**
   * Runs an audit, partition by partition.
   *
   * @throws io.pawl.stream.LaneStopped if what the topics hold does not go together, with the name
   *     of what is wrong
   * @throws AuditFailure if it cannot be made from where it is to begin, or not to its end
   * @throws io.pawl.stream.BrokerUnavailable if a broker does not answer
   * @throws io.pawl.stream.TopicMismatch if a topic is missing, or not as Pawl makes it
   */
  public static AuditReport run(AuditSettings settings) {
    LogIdentity identity = identity(settings);
    PatientDecoder decoder = new PatientDecoder(settings.codec(), Readers.PATIENCE);
    Tally tally = new Tally(settings.from().reportFrom());
    try (Readers readers = Readers.open(settings)) {
      PartitionAudit audit = new PartitionAudit(readers, settings, identity, decoder, tally);
      partitions(settings, identity).forEach(audit::run);
    } catch (OffsetOutOfRangeException e) {
      throw truncated(e);
    }
    return tally.report();
  }

  private static IntStream partitions(AuditSettings settings, LogIdentity identity) {
    Integer only = settings.partition();
    if (only == null) {
      return IntStream.range(0, identity.partitions());
    }
    if (only < 0 || only >= identity.partitions()) {
      throw new AuditFailure(
          "there is no partition %d: %s has %d"
              .formatted(only, settings.topics().log(), identity.partitions()),
          null);
    }
    return IntStream.of(only);
  }

  /** The log of the settings. */
  static LogIdentity identity(AuditSettings settings) {
    try (TopicAdmin admin = TopicAdmin.connect(settings.client(), Readers.PATIENCE)) {
      return admin.validate(settings.topics());
    }
  }

  static AuditFailure truncated(OffsetOutOfRangeException cause) {
    return new AuditFailure(
        "records that were to be read are gone: %s were truncated meanwhile; run it again"
            .formatted(cause.partitions()),
        cause);
  }
}
