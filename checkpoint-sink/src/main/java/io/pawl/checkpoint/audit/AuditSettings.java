package io.pawl.checkpoint.audit;

import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is audited, and from where.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics that hold log, outputs, facts and checkpoints
 * @param group the processors' consumer group: what it has committed has outcomes
 * @param codec between bytes and records, for {@code topics}
 * @param keys the processors' private keys: all that records of the log still name
 * @param from where to begin
 * @param partition the only one to look at; null for all
 */
public record AuditSettings(
    Map<String, Object> client,
    Topics topics,
    String group,
    Codec codec,
    GrantKeys keys,
    From from,
    @Nullable Integer partition) {
  /** Copies the client's settings. */
  public AuditSettings {
    client = Map.copyOf(client);
  }
}
