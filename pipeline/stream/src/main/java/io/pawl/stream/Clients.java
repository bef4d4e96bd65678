package io.pawl.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is common to the clients that this package makes. */
final class Clients {
  /** Few requests for a long read, and at most this much of one partition in memory. */
  private static final int BOUNDED_FETCH_BYTES = 4 << 20;

  /** A read goes from partition to partition; a fetch of the one before would hold up the next. */
  private static final int BOUNDED_FETCH_WAIT_MILLIS = 10;

  /** Records that one poll of a bounded read gives. */
  private static final int BOUNDED_POLL_RECORDS = 10_000;

  private Clients() {}

  /** A consumer that reads what it is told, from where it is told, and commits nothing. */
  static KafkaConsumer<byte[], byte[]> consumer(
      Map<String, Object> client, IsolationLevel isolation, Duration patience) {
    var settings = new HashMap<>(client);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BOUNDED_POLL_RECORDS);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BOUNDED_FETCH_BYTES);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, BOUNDED_FETCH_WAIT_MILLIS);
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    return reachable(
        client,
        () ->
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  /** Makes a client. Kafka's own message hides what is wrong, such as a host name, in its cause. */
  static <T> T reachable(Map<String, Object> client, Supplier<T> making) {
    try {
      return making.get();
    } catch (KafkaException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new BrokerUnavailable(
          "no Kafka client can be made for %s: %s".formatted(servers(client), cause.getMessage()),
          e);
    }
  }

  /** The bootstrap servers, for messages. */
  static String servers(Map<String, Object> client) {
    return String.valueOf(client.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
  }
}
