package io.pawl.service;

import java.util.List;
import java.util.stream.Stream;

/**
 * All that a service can be told, see docs/configuration.md. What begins with {@link
 * KafkaSettings#PREFIX} goes to Kafka's clients as it is, and has no key of its own.
 *
 * @param keys all of them
 */
public record KeyTable(List<Key<?>> keys) {
  /** Before the name of each. */
  static final String PREFIX = "pawl.";

  /** What every service can be told. */
  public static final List<Key<?>> SHARED =
      Stream.of(TopicKeys.ALL, RegistryKeys.ALL, ServiceSettings.KEYS)
          .<Key<?>>flatMap(List::stream)
          .toList();

  /** Copies the keys. */
  public KeyTable {
    keys = List.copyOf(keys);
  }

  /** Those of {@code service}, and those of every one. */
  public static KeyTable of(Service service) {
    return new KeyTable(Stream.<Key<?>>concat(service.keys().stream(), SHARED.stream()).toList());
  }

  List<String> names() {
    return keys.stream().<String>map(Key::name).toList();
  }
}
