package io.pawl.service;

import io.pawl.stream.registry.SchemaRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where the schema registry is, and how it is spoken to. */
final class RegistryKeys {
  /** Before the name of a setting of the registry's client. */
  private static final String PREFIX = "pawl.registry.";

  private static final Key<String> URL = Key.text(PREFIX + "url", "");

  /** The rest of what {@link SchemaRegistry#connect} understands. */
  private static final List<Key<String>> MORE =
      Stream.of(
              "basic.auth.credentials.source",
              "basic.auth.user.info",
              "bearer.auth.token",
              "ssl.truststore.location",
              "ssl.truststore.password",
              "ssl.truststore.type",
              "ssl.keystore.location",
              "ssl.keystore.password",
              "ssl.keystore.type",
              "ssl.key.password",
              "http.connect.timeout.ms",
              "http.read.timeout.ms",
              "auto.register.schemas")
          .map(name -> Key.text(PREFIX + name, ""))
          .toList();

  static final List<Key<?>> ALL = Stream.<Key<?>>concat(Stream.of(URL), MORE.stream()).toList();

  private RegistryKeys() {}

  /** By the keys of Confluent's clients. */
  static Map<String, String> registry(Settings settings) {
    Map<String, String> registry = new HashMap<>();
    String url = settings.text(URL);
    if (url == null) {
      settings.fault(URL.name() + " is missing: the schema registry, as http://host:port");
      return registry;
    }
    registry.put(confluent(URL), url);
    for (Key<String> key : MORE) {
      String text = settings.text(key);
      if (text != null) {
        registry.put(confluent(key), text);
      }
    }
    // Only to see whether it makes sense; connections are made when something is asked.
    try (SchemaRegistry _ = SchemaRegistry.connect(registry)) {
      return registry;
    } catch (IllegalArgumentException e) {
      settings.fault(PREFIX + "*: " + e.getMessage());
      return registry;
    }
  }

  private static String confluent(Key<String> key) {
    return "schema.registry." + key.name().substring(PREFIX.length());
  }
}
