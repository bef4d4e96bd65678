package io.pawl.checkpoint.repair;

import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is repaired.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics of the deployment
 * @param log whose lanes they are
 * @param processors the processors' group
 * @param sinks the sinks' group
 */
public record RepairSettings(
    Map<String, Object> client,
    Topics topics,
    LogIdentity log,
    String processors,
    String sinks,
    Codec codec) {
  /** How long a broker is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A processor that was killed leaves a transaction open, and nothing behind it is committed
   * before Kafka ends it: after a minute, unless another processor takes over.
   */
  static final Duration UNDECIDED = Duration.ofSeconds(90);

  /** Copies the client's settings. */
  public RepairSettings {
    client = Map.copyOf(client);
  }

  /**
   * The same, with the log that the topics have.
   *
   * @throws io.pawl.stream.TopicMismatch if a topic is missing, or not as Pawl makes it
   * @throws io.pawl.stream.BrokerUnavailable if a broker does not answer
   */
  public static RepairSettings of(
      Map<String, Object> client, Topics topics, String processors, String sinks, Codec codec) {
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      return new RepairSettings(client, topics, admin.validate(topics), processors, sinks, codec);
    }
  }

  /**
   * The partitions to look at.
   *
   * @param only the only one; null for all
   * @throws RepairFailure if there is no such partition
   */
  public IntStream partitions(@Nullable Integer only) {
    if (only == null) {
      return IntStream.range(0, log.partitions());
    }
    if (only < 0 || only >= log.partitions()) {
      throw new RepairFailure(
          "there is no partition %d: %s has %d".formatted(only, topics.log(), log.partitions()));
    }
    return IntStream.of(only);
  }
}
