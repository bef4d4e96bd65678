package io.pawl.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** The settings for Kafka's clients: looks at them before a client does, and says what is wrong. */
final class KafkaSettings {
  /** Before the name of any setting of Kafka's clients; dots are part of those names. */
  static final String PREFIX = "pawl.kafka.";

  private static final String BOOTSTRAP = "bootstrap.servers";

  private static final List<ConfigDef> CLIENTS =
      List.of(
          ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());

  /** What our promises rest on, which we set ourselves, and where to turn instead. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          Map.entry("group.id", "use " + LaneKeys.GROUP),
          Map.entry("transactional.id", "it follows from " + LaneKeys.GROUP),
          Map.entry("group.protocol", "it is classic"),
          Map.entry("partition.assignment.strategy", "it is the cooperative one"),
          Map.entry("auto.offset.reset", "a lost offset stops a lane"),
          Map.entry("enable.auto.commit", "offsets commit with their transaction"),
          Map.entry("isolation.level", "it follows from the topic"),
          Map.entry("allow.auto.create.topics", "see " + TopicKeys.CREATE.name()),
          Map.entry("acks", "it is all"),
          Map.entry("enable.idempotence", "it is true"),
          Map.entry("max.request.size", "the topics' limits decide"),
          Map.entry("key.deserializer", "records are bytes"),
          Map.entry("value.deserializer", "records are bytes"),
          Map.entry("key.serializer", "records are bytes"),
          Map.entry("value.serializer", "records are bytes"));

  private KafkaSettings() {}

  /** What was given for them, by Kafka's own names. */
  static Map<String, Object> client(Settings settings) {
    Map<String, Object> client = settings.under(PREFIX);
    if (!client.containsKey(BOOTSTRAP)) {
      settings.fault(PREFIX + BOOTSTRAP + " is missing: the brokers, as host:port,host:port");
    }
    faults(client).forEach(settings::fault);
    return client;
  }

  /** A line for each setting that no client takes, or that is not for others to choose. */
  private static List<String> faults(Map<String, Object> client) {
    List<String> faults = new ArrayList<>();
    for (String name : new TreeSet<>(client.keySet())) {
      String why = OURS.get(name);
      if (why != null) {
        faults.add("%s%s is not to be set: %s".formatted(PREFIX, name, why));
      }
    }
    wrong(client).forEach((name, why) -> faults.add(PREFIX + name + ": " + why));
    return faults;
  }

  private static Map<String, String> wrong(Map<String, Object> client) {
    Map<String, String> given = new HashMap<>();
    client.forEach((name, value) -> given.put(name, String.valueOf(value)));
    Map<String, String> wrong = new TreeMap<>();
    for (ConfigDef definition : CLIENTS) {
      for (ConfigValue value : definition.validate(given)) {
        if (given.containsKey(value.name()) && !value.errorMessages().isEmpty()) {
          wrong.putIfAbsent(value.name(), value.errorMessages().getFirst());
        }
      }
    }
    return wrong;
  }

  /** A line for each setting that Kafka's clients do not know; a plugin of theirs may. */
  static List<String> warnings(Map<String, Object> client) {
    Set<String> known = new TreeSet<>();
    CLIENTS.forEach(definition -> known.addAll(definition.names()));
    List<String> warnings = new ArrayList<>();
    for (String name : new TreeSet<>(client.keySet())) {
      if (!known.contains(name)) {
        warnings.add(
            "%s%s is no setting of Kafka's clients, but may be one of a plugin; the nearest name is %s"
                .formatted(PREFIX, name, Nearest.to(name, known)));
      }
    }
    return warnings;
  }
}
