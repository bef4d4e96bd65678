package io.pawl.compose.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How an {@link EmbeddedKafka} is to run.
 *
 * @param port of the listener on 127.0.0.1, or 0 for a free one
 * @param folder where data stays when the broker closes; null for a temporary folder that goes
 * @param overrides entries of {@code server.properties} that replace ours
 */
public record BrokerSettings(
    int port, @org.jspecify.annotations.Nullable Path folder, Map<String, String> overrides) {
  /** Partitions of a topic whose creator does not say. */
  static final int PARTITIONS = 4;

  public BrokerSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + port);
    }
    overrides = Map.copyOf(overrides);
  }

  /** A free port and a temporary folder. */
  public static BrokerSettings temporary() {
    return new BrokerSettings(0, null, Map.of());
  }

  /** The same on this port. */
  public BrokerSettings onPort(int port) {
    return new BrokerSettings(port, folder, overrides);
  }

  /** The same with its data in this folder, which is created if missing and kept on close. */
  public BrokerSettings in(Path folder) {
    return new BrokerSettings(port, folder, overrides);
  }

  /** The same with one entry of {@code server.properties} replaced. */
  public BrokerSettings with(String key, String value) {
    var more = new LinkedHashMap<>(overrides);
    more.put(key, value);
    return new BrokerSettings(port, folder, more);
  }
}
