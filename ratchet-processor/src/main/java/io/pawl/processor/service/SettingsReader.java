package io.pawl.processor.service;

import io.pawl.processor.PrivateKeys;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.AgreementKey;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.QueueBounds;
import io.pawl.stream.Topics;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Reads the settings from wherever Spring found them: command line, environment, file. Goes on
 * after a fault, so that whoever made three hears of three.
 */
final class SettingsReader {
  private static final String BOOTSTRAP = "bootstrap.servers";

  private final ConfigurableEnvironment environment;
  private final Binder binder;
  private final List<String> faults = new ArrayList<>();

  private SettingsReader(ConfigurableEnvironment environment) {
    this.environment = environment;
    this.binder = Binder.get(environment);
  }

  /**
   * The settings in {@code environment}.
   *
   * @throws ServiceFailure with a line for each fault
   */
  static ServiceSettings read(ConfigurableEnvironment environment) {
    return new SettingsReader(environment).read();
  }

  private ServiceSettings read() {
    var names = SettingNames.of(environment);
    faults.addAll(names.faults());
    Map<String, Object> client = client();
    Topics topics = topics();
    String group = value(Keys.GROUP);
    @Nullable LaneSettings lanes = lanes();
    Map<String, String> registry = registry();
    List<AgreementKey> keys = keys();
    var layout =
        new ServiceSettings.TopicLayout(
            value(Keys.TOPICS_CREATE),
            value(Keys.TOPIC_PARTITIONS),
            value(Keys.TOPIC_REPLICATION).shortValue());
    if (layout.replicationFactor() == 0) {
      faults.add(Keys.TOPIC_REPLICATION.name() + " must be -1 or at least 1, not 0");
    }
    long replay = value(Keys.REPLAY_RECORDS);
    var barrier = value(Keys.BARRIER_EVERY);
    int port = value(Keys.HTTP_PORT);
    LogFormat format = value(Keys.LOG_FORMAT);
    boolean tracing = value(Keys.TRACING);
    if (!faults.isEmpty()) {
      throw ServiceFailure.misconfigured(faults);
    }
    return new ServiceSettings(
        new ProcessorSettings(
            client, topics, group, Objects.requireNonNull(lanes), replay, barrier),
        registry,
        keys,
        layout,
        Stream.concat(names.warnings().stream(), KafkaSettings.warnings(client).stream()).toList(),
        port,
        format,
        tracing);
  }

  /** The value of {@code key}; its default, and a fault, if there is none that makes sense. */
  private <T> T value(Key<T> key) {
    String text = text(key);
    if (text != null) {
      try {
        return key.parsing().apply(text);
      } catch (RuntimeException e) {
        faults.add("%s must be %s, not '%s'".formatted(key.name(), key.limits(), text));
      }
    }
    return key.parsing().apply(key.otherwise());
  }

  /** What was given for {@code key}; null if nothing was. */
  private @Nullable String text(Key<?> key) {
    @Nullable String text;
    try {
      text = binder.bind(key.name(), String.class).orElse(null);
    } catch (RuntimeException e) {
      faults.add(key.name() + " must be one value");
      return null;
    }
    return text == null || text.isBlank() ? null : text.strip();
  }

  /** Every setting under {@link Keys#KAFKA}; dots are part of their names. */
  private Map<String, Object> client() {
    Map<String, Object> client =
        new HashMap<>(
            binder
                .bind(
                    Keys.KAFKA.replaceFirst("\\.$", ""), Bindable.mapOf(String.class, String.class))
                .orElse(Map.of()));
    if (!client.containsKey(BOOTSTRAP)) {
      faults.add(Keys.KAFKA + BOOTSTRAP + " is missing: the brokers, as host:port,host:port");
    }
    faults.addAll(KafkaSettings.faults(client));
    return client;
  }

  private Topics topics() {
    Topics otherwise = Topics.of(value(Keys.TOPIC_PREFIX));
    return new Topics(
        topic(Keys.TOPIC_LOG, otherwise.log()),
        topic(Keys.TOPIC_ACCEPTED, otherwise.accepted()),
        topic(Keys.TOPIC_REJECTED, otherwise.rejected()),
        topic(Keys.TOPIC_FACTS, otherwise.facts()),
        topic(Keys.TOPIC_CHECKPOINTS, otherwise.checkpoints()),
        topic(Keys.TOPIC_INVITATIONS, otherwise.invitations()),
        topic(Keys.TOPIC_IDENTITIES, otherwise.identities()));
  }

  private String topic(Key<String> key, String otherwise) {
    return text(key) == null ? otherwise : value(named(key, otherwise));
  }

  private static Key<String> named(Key<String> key, String otherwise) {
    return new Key<>(key.name(), otherwise, key.limits(), key.parsing());
  }

  private @Nullable LaneSettings lanes() {
    var idle = value(Keys.COMMIT_IDLE);
    var backlog = value(Keys.COMMIT_BACKLOG);
    int records = value(Keys.COMMIT_RECORDS);
    long bytes = value(Keys.COMMIT_BYTES);
    var queue = new QueueBounds(value(Keys.QUEUE_RECORDS), value(Keys.QUEUE_BYTES));
    var first = value(Keys.RETRY_FIRST);
    var longest = value(Keys.RETRY_LONGEST);
    if (backlog.compareTo(idle) < 0) {
      faults.add(
          "%s must be at least %s, which is %d ms, not %d ms"
              .formatted(
                  Keys.COMMIT_BACKLOG.name(),
                  Keys.COMMIT_IDLE.name(),
                  idle.toMillis(),
                  backlog.toMillis()));
      return null;
    }
    if (longest.compareTo(first) < 0) {
      faults.add(
          "%s must be at least %s, which is %d ms, not %d ms"
              .formatted(
                  Keys.RETRY_LONGEST.name(),
                  Keys.RETRY_FIRST.name(),
                  first.toMillis(),
                  longest.toMillis()));
      return null;
    }
    return new LaneSettings(idle, backlog, records, bytes, queue, first, longest);
  }

  private Map<String, String> registry() {
    Map<String, String> registry = new HashMap<>();
    String url = text(Keys.REGISTRY_URL);
    if (url == null) {
      faults.add(
          Keys.REGISTRY_URL.name() + " is missing: the schema registry, as http://host:port");
      return registry;
    }
    registry.put(confluent(Keys.REGISTRY_URL), url);
    for (Key<String> key : Keys.REGISTRY_MORE) {
      String text = text(key);
      if (text != null) {
        registry.put(confluent(key), text);
      }
    }
    // Only to see whether it makes sense; connections are made when something is asked.
    try (SchemaRegistry _ = SchemaRegistry.connect(registry)) {
      return registry;
    } catch (IllegalArgumentException e) {
      faults.add(Keys.REGISTRY + "*: " + e.getMessage());
      return registry;
    }
  }

  /** Confluent's name of a registry's key. */
  private static String confluent(Key<String> key) {
    return "schema.registry." + key.name().substring(Keys.REGISTRY.length());
  }

  private List<AgreementKey> keys() {
    String file = text(Keys.PRIVATE_KEYS_FILE);
    String inline = text(Keys.PRIVATE_KEYS);
    if (inline != null && onCommandLine(Keys.PRIVATE_KEYS)) {
      faults.add(
          Keys.PRIVATE_KEYS.name()
              + " must not be on the command line, which every user of the machine can read");
      return List.of();
    }
    if ((file == null) == (inline == null)) {
      faults.add(
          "%s or %s must be given%s; 'pawl keys FILE' makes such a file"
              .formatted(
                  Keys.PRIVATE_KEYS_FILE.name(),
                  Keys.PRIVATE_KEYS.name(),
                  file == null ? "" : ", and not both"));
      return List.of();
    }
    return file != null
        ? keys(Keys.PRIVATE_KEYS_FILE.name() + ": " + file, () -> readKeys(Path.of(file)))
        : keys(Keys.PRIVATE_KEYS.name(), () -> PrivateKeys.parse(Objects.requireNonNull(inline)));
  }

  private List<AgreementKey> keys(String from, Supplier<List<AgreementKey>> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException e) {
      faults.add(from + " does not hold private keys: " + e.getMessage());
      return List.of();
    }
  }

  private static List<AgreementKey> readKeys(Path file) {
    try {
      return PrivateKeys.read(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no such file", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("it cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean onCommandLine(Key<?> key) {
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof CommandLinePropertySource<?> line
          && SettingNames.contains(line, key.name())) {
        return true;
      }
    }
    return false;
  }
}
