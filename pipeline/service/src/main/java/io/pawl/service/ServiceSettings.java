package io.pawl.service;

import io.pawl.stream.Topics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What a service was told.
 *
 * @param plan what it makes of its own settings
 * @param client for each of Kafka's clients
 * @param topics what it reads and writes
 * @param registry where the schema registry is, by the keys of Confluent's clients
 * @param layout what topics are created as, if they may be
 * @param warnings what is odd and no fault, for the log
 * @param httpPort of health and metrics; 0 for any that is free
 * @param logFormat of the lines on standard output
 */
record ServiceSettings(
    Plan plan,
    Map<String, Object> client,
    Topics topics,
    Map<String, String> registry,
    TopicLayout layout,
    List<String> warnings,
    int httpPort,
    LogFormat logFormat) {
  static final Key<Integer> HTTP_PORT = Key.whole("pawl.http.port", 8_080, 0, 65_535);
  private static final Key<LogFormat> LOG_FORMAT = Key.choice("pawl.log-format", LogFormat.TEXT);

  /** Keys of the process itself. */
  static final List<Key<?>> KEYS = List.of(HTTP_PORT, LOG_FORMAT);

  ServiceSettings {
    client = Map.copyOf(client);
    registry = Map.copyOf(registry);
    warnings = List.copyOf(warnings);
  }

  /**
   * What topics are created as.
   *
   * @param create whether missing ones are
   * @param partitions of each
   * @param replicationFactor of each; -1 for the brokers' default
   */
  record TopicLayout(boolean create, int partitions, short replicationFactor) {}

  /**
   * What {@code environment} says.
   *
   * @throws ServiceFailure with a line for each fault
   */
  static ServiceSettings read(Service service, ConfigurableEnvironment environment) {
    var settings = new Settings(environment);
    var names = SettingNames.of(environment, KeyTable.of(service));
    names.faults().forEach(settings::fault);
    Map<String, Object> client = KafkaSettings.client(settings);
    var read =
        new ServiceSettings(
            service.plan(settings),
            client,
            TopicKeys.topics(settings),
            RegistryKeys.registry(settings),
            TopicKeys.layout(settings),
            Stream.concat(names.warnings().stream(), KafkaSettings.warnings(client).stream())
                .toList(),
            settings.value(HTTP_PORT),
            settings.value(LOG_FORMAT));
    if (!settings.faults().isEmpty()) {
      throw ServiceFailure.misconfigured(settings.faults());
    }
    return read;
  }

  /** What of it is for Spring to follow. */
  Map<String, Object> forSpring() {
    return switch (logFormat) {
      case TEXT -> forSpring("text", "");
      case JSON -> forSpring("json", "ecs");
    };
  }

  private Map<String, Object> forSpring(String file, String format) {
    return Map.of(
        "server.port", httpPort,
        "logging.config", "classpath:io/pawl/service/logback-" + file + ".xml",
        "logging.structured.format.console", format);
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return "ServiceSettings[" + topics.log() + "]";
  }
}
