package io.pawl.stream;

import io.pawl.stream.Administration.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What brokers tell of topics and groups. Changes nothing. */
public final class ClusterView implements AutoCloseable {
  private final Administration brokers;

  private ClusterView(Administration brokers) {
    this.brokers = brokers;
  }

  /**
   * Opens an administrative client.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL)
   * @param patience how long one answer of the brokers is waited for
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  public static ClusterView connect(Map<String, Object> client, Duration patience) {
    return new ClusterView(Administration.connect(client, patience));
  }

  /**
   * For how long {@code topic} keeps its records; empty if for ever.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public Optional<Duration> retention(String topic) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config =
        Objects.requireNonNull(
            brokers
                .require(brokers.client().describeConfigs(List.of(resource)).all())
                .get(resource));
    long millis = Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value());
    return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
  }

  /**
   * How many members {@code group} has.
   *
   * @throws BrokerUnavailable without an answer in time
   */
  public int members(String group) {
    var asked = brokers.client().describeConsumerGroups(List.of(group)).describedGroups();
    try {
      return brokers.answer(Objects.requireNonNull(asked.get(group))).members().size();
    } catch (Refusal e) {
      if (e.reason() instanceof GroupIdNotFoundException) {
        return 0;
      }
      throw brokers.unavailable(e.reason());
    }
  }

  @Override
  public void close() {
    brokers.close();
  }
}
