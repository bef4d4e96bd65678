package io.pawl.stream;

import io.pawl.stream.Administration.Refusal;
import io.pawl.stream.codec.LogIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates Pawl's topics where they are missing, and refuses those that would surprise later:
 * another number of partitions, another clean-up policy, a size limit or a compression that breaks
 * the protocol's promises.
 */
public final class TopicAdmin implements AutoCloseable {
  /** Between two looks at topics that are on their way. */
  private static final Duration AGAIN = Duration.ofMillis(20);

  private final Administration brokers;

  private TopicAdmin(Administration brokers) {
    this.brokers = brokers;
  }

  /**
   * Opens an administrative client.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL)
   * @param patience how long one answer of the brokers is waited for
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  public static TopicAdmin connect(Map<String, Object> client, Duration patience) {
    return new TopicAdmin(Administration.connect(client, patience));
  }

  /**
   * Creates what is missing, unless something that exists differs, and validates all seven.
   *
   * @param partitions of every topic, at least 1
   * @param replicationFactor of each topic that must be created, or -1 for the brokers' default
   * @throws TopicMismatch if what exists differs, with one line per difference; nothing is created
   *     then
   * @throws BrokerUnavailable if no broker answers within the patience
   */
  public LogIdentity ensure(Topics topics, int partitions, short replicationFactor) {
    List<TopicRules> rules = TopicRules.of(topics);
    Map<String, TopicDescription> existing = describe(topics);
    refuse(differences(rules, existing, partitions));
    create(
        rules.stream()
            .filter(rule -> !existing.containsKey(rule.topic()))
            .map(rule -> rule.creation(partitions, replicationFactor))
            .toList());
    Map<String, TopicDescription> all =
        existing.keySet().containsAll(topics.all()) ? existing : awaitAll(topics, partitions);
    awaitLeaders(all);
    return layout(topics, all);
  }

  /** A created topic may not have come round to every broker yet, or somebody else created it. */
  private Map<String, TopicDescription> awaitAll(Topics topics, int partitions) {
    long start = System.nanoTime();
    Map<String, TopicDescription> existing = describe(topics);
    while (!existing.keySet().containsAll(topics.all())
        && System.nanoTime() - start < brokers.patience().toNanos()) {
      LockSupport.parkNanos(AGAIN.toNanos());
      existing = describe(topics);
    }
    List<String> differences = missing(topics, existing);
    differences.addAll(differences(TopicRules.of(topics), existing, partitions));
    refuse(differences);
    return existing;
  }

  /**
   * Metadata names a leader a moment before it serves. A producer without a history in that
   * partition can then have its first batch refused and its third accepted, and the first is out of
   * sequence ever after. Asked for an offset, a leader answers only once it serves.
   */
  private void awaitLeaders(Map<String, TopicDescription> existing) {
    var latest = new HashMap<TopicPartition, OffsetSpec>();
    existing.forEach((topic, description) ->
        description
            .partitions()
            .forEach(
                it -> latest.put(new TopicPartition(topic, it.partition()), OffsetSpec.latest())));
    var _ = brokers.require(brokers.client().listOffsets(latest).all());
  }

  /**
   * Validates all seven; a missing one is a difference.
   *
   * @throws TopicMismatch if something differs, with one line per difference
   * @throws BrokerUnavailable if no broker answers within the patience
   */
  public LogIdentity validate(Topics topics) {
    Map<String, TopicDescription> existing = describe(topics);
    List<String> differences = missing(topics, existing);
    TopicDescription log = existing.get(topics.log());
    if (log != null) {
      differences.addAll(differences(TopicRules.of(topics), existing, log.partitions().size()));
    }
    refuse(differences);
    return layout(topics, existing);
  }

  private static LogIdentity layout(Topics topics, Map<String, TopicDescription> existing) {
    TopicDescription log = Objects.requireNonNull(existing.get(topics.log()));
    return new LogIdentity(log.topicId(), log.partitions().size());
  }

  private static List<String> missing(Topics topics, Map<String, TopicDescription> existing) {
    var differences = new ArrayList<String>();
    for (String topic : topics.all()) {
      if (!existing.containsKey(topic)) {
        differences.add(topic + ": does not exist");
      }
    }
    return differences;
  }

  private static void refuse(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new TopicMismatch(differences);
    }
  }

  private List<String> differences(
      List<TopicRules> rules, Map<String, TopicDescription> existing, int partitions) {
    Map<String, Config> settings = settings(existing);
    var differences = new ArrayList<String>();
    for (TopicRules topic : rules) {
      TopicDescription description = existing.get(topic.topic());
      if (description == null) {
        continue;
      }
      int found = description.partitions().size();
      if (found != partitions) {
        differences.add(
            "%s: has %d partitions, and must have %d".formatted(topic.topic(), found, partitions));
      }
      for (TopicRules.Rule rule : topic.rules()) {
        String actual = value(settings.get(topic.topic()), rule.key());
        if (!rule.holds(actual)) {
          differences.add(rule.broken(topic.topic(), actual));
        }
      }
    }
    return differences;
  }

  private static String value(@Nullable Config settings, String key) {
    ConfigEntry entry = settings == null ? null : settings.get(key);
    return entry == null ? "" : entry.value();
  }

  private Map<String, TopicDescription> describe(Topics topics) {
    var existing = new HashMap<String, TopicDescription>();
    brokers
        .client()
        .describeTopics(topics.all())
        .topicNameValues()
        .forEach((topic, described) -> {
          try {
            existing.put(topic, brokers.answer(described));
          } catch (Refusal e) {
            if (!(e.reason() instanceof UnknownTopicOrPartitionException)) {
              throw brokers.unavailable(e.reason());
            }
          }
        });
    return existing;
  }

  private Map<String, Config> settings(Map<String, TopicDescription> existing) {
    var resources =
        existing.keySet().stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
            .toList();
    var settings = new HashMap<String, Config>();
    brokers
        .require(brokers.client().describeConfigs(resources).all())
        .forEach((resource, config) -> settings.put(resource.name(), config));
    return settings;
  }

  private void create(List<NewTopic> topics) {
    for (KafkaFuture<Void> created : brokers.client().createTopics(topics).values().values()) {
      try {
        brokers.answer(created);
      } catch (Refusal e) {
        // Another instance of us starts at the same time; what it made is validated like the rest.
        if (!(e.reason() instanceof TopicExistsException)) {
          throw brokers.unavailable(e.reason());
        }
      }
    }
  }

  @Override
  public void close() {
    brokers.close();
  }
}
