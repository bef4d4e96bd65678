package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.Topics;
import java.util.Map;

/**
 * How a {@link ChannelClient} connects.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics where log, accepted records and invitations are
 * @param processors the processors' X25519 public key, 32 bytes: grants are sealed to it
 * @param limits on memory
 */
public record ClientSettings(
    Map<String, Object> client, Topics topics, Bytes processors, ChannelLimits limits) {
  private static final int KEY_LENGTH = 32;

  /** Checks the key's length. */
  public ClientSettings {
    client = Map.copyOf(client);
    if (processors.length() != KEY_LENGTH) {
      throw new IllegalArgumentException(
          "the processors' public key has 32 bytes, not " + processors.length());
    }
  }

  /** Without the clients' settings, which may hold passwords. */
  @Override
  public String toString() {
    return "ClientSettings[%s, %s, processors=%s, %s]"
        .formatted(client.get("bootstrap.servers"), topics.log(), processors, limits);
  }
}
