package io.pawl.processor.service;

import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.AgreementKey;
import java.util.List;
import java.util.Map;

/**
 * What the service was told.
 *
 * @param processor how the processor runs
 * @param registry where the schema registry is, by the keys of Confluent's clients
 * @param keys the processors' private keys
 * @param layout what topics are created as, if they may be
 * @param warnings what is odd and no fault, for the log
 * @param httpPort of health and metrics; 0 for any that is free
 * @param logFormat of the lines on standard output
 * @param tracing whether tracers are told of transactions and records
 */
record ServiceSettings(
    ProcessorSettings processor,
    Map<String, String> registry,
    List<AgreementKey> keys,
    TopicLayout layout,
    List<String> warnings,
    int httpPort,
    LogFormat logFormat,
    boolean tracing) {
  ServiceSettings {
    registry = Map.copyOf(registry);
    keys = List.copyOf(keys);
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
        "logging.config", "classpath:io/pawl/processor/service/logback-" + file + ".xml",
        "logging.structured.format.console", format);
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return "ServiceSettings[" + processor.group() + "]";
  }
}
