package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.Map;

/**
 * How a {@link ChannelClient} connects.
 *
 * @param client {@code bootstrap.servers} and whatever every Kafka client needs (TLS, SASL)
 * @param topics where log, accepted records and invitations are
 * @param processors the processors' X25519 public key, 32 bytes: grants are sealed to it
 * @param limits on memory
 * @param delivery when a message that was received is not to come again after a crash
 * @param patience how long connecting and one bounded read wait for brokers, and a search for a
 *     schema
 * @param refresh of channels for which nothing else is said when they are opened or accepted
 */
public record ClientSettings(
    Map<String, Object> client,
    Topics topics,
    Bytes processors,
    ChannelLimits limits,
    Delivery delivery,
    Duration patience,
    Refresh refresh) {
  private static final int KEY_LENGTH = 32;

  /** A broker that starts now is there by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Checks the key's length. */
  public ClientSettings {
    client = Map.copyOf(client);
    if (processors.length() != KEY_LENGTH) {
      throw new IllegalArgumentException(
          "the processors' public key has 32 bytes, not " + processors.length());
    }
  }

  /** With the default limits, and messages that do not come again once handed over. */
  public static ClientSettings of(Map<String, Object> client, Topics topics, Bytes processors) {
    return new ClientSettings(
        client,
        topics,
        processors,
        ChannelLimits.DEFAULT,
        Delivery.ONCE_HANDED_OVER,
        PATIENCE,
        Refresh.NEVER);
  }

  /** The same with other limits. */
  public ClientSettings with(ChannelLimits limits) {
    return new ClientSettings(client, topics, processors, limits, delivery, patience, refresh);
  }

  /** The same with another mode of delivery. */
  public ClientSettings with(Delivery delivery) {
    return new ClientSettings(client, topics, processors, limits, delivery, patience, refresh);
  }

  /** The same with another refresh of channels for which nothing else is said. */
  public ClientSettings with(Refresh refresh) {
    return new ClientSettings(client, topics, processors, limits, delivery, patience, refresh);
  }

  /** Without the clients' settings, which may hold passwords. */
  @Override
  public String toString() {
    return "ClientSettings[%s, %s, processors=%s, %s]"
        .formatted(client.get("bootstrap.servers"), topics.log(), processors, limits);
  }
}
