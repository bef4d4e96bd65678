package io.pawl.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What a group has committed, read by a consumer: it waits while a transaction that holds offsets
 * is undecided, where an Admin call would return the old offset. For one thread at a time.
 */
public final class CommittedOffsets implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final String group;
  private final String servers;
  private final Duration patience;

  private CommittedOffsets(
      Consumer<byte[], byte[]> consumer, String group, String servers, Duration patience) {
    this.consumer = consumer;
    this.group = group;
    this.servers = servers;
    this.patience = patience;
  }

  /**
   * Opens a consumer that names {@code group} and never joins it.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL)
   * @param patience how long a call waits for an answer
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  public static CommittedOffsets connect(
      Map<String, Object> client, String group, Duration patience) {
    var settings = new HashMap<>(client);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    return new CommittedOffsets(
        Clients.consumer(settings, IsolationLevel.READ_COMMITTED, patience),
        group,
        Clients.servers(client),
        patience);
  }

  /**
   * The committed offset, if there is one: the next record to read.
   *
   * @throws BrokerUnavailable without a stable answer in time
   */
  public OptionalLong committed(TopicPartition partition) {
    try {
      var found = consumer.committed(Set.of(partition), patience).get(partition);
      return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
    } catch (TimeoutException e) {
      throw new BrokerUnavailable(
          "no committed offset of group %s for %s within %d ms from %s"
              .formatted(group, partition, patience.toMillis(), servers),
          e);
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(patience));
  }
}
