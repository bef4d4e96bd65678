package io.pawl.load.scenario;

import io.pawl.stream.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that lead to a system that runs already. */
final class GivenOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Kafka brokers of a system that runs already; without, one is started.")
  private String servers = "";

  @Option(
      names = "--registry",
      paramLabel = "URL",
      required = true,
      description = "Its schema registry.")
  private String registry = "";

  @Option(
      names = "--private-keys",
      paramLabel = "FILE",
      required = true,
      description = "Its processors' private keys, as 'pawl keys' writes them.")
  private Path keys = Path.of("");

  @Option(
      names = "--client-config",
      paramLabel = "FILE",
      description = "Properties: settings of Kafka's clients (TLS, SASL).")
  private @Nullable Path file;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "What its topics' names begin with. Default: ${DEFAULT-VALUE}.")
  private String prefix = Topics.DEFAULT_PREFIX;

  String registry() {
    return registry;
  }

  Path keys() {
    return keys;
  }

  String prefix() {
    return prefix;
  }

  /** What every Kafka client needs to connect. */
  Map<String, Object> client() throws IOException {
    Properties given = new Properties();
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        given.load(reader);
      }
    }
    Map<String, Object> client = new HashMap<>();
    given.stringPropertyNames().forEach(name -> client.put(name, given.getProperty(name)));
    client.put("bootstrap.servers", servers);
    return client;
  }
}
