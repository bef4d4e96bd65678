package io.pawl.compose.connection;

import io.pawl.compose.CommandFailure;
import io.pawl.processor.ProcessorSettings;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that lead to a deployment. */
public final class Connection {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String SERVERS = "bootstrap.servers";
  private static final String REGISTRY = "schema.registry.url";
  private static final String REGISTERS = "auto.register.schemas";

  /** How the registry's settings begin, beside Kafka's in the same file. */
  private static final List<String> OF_REGISTRY =
      List.of("schema.registry.", "basic.auth.", "bearer.auth.", "http.", REGISTERS);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers to begin with; goes before the file's.")
  private @Nullable String servers;

  @Option(
      names = "--client-config",
      paramLabel = "FILE",
      description =
          "Properties: settings of Kafka's clients (TLS, SASL), and of the schema registry's"
              + " client.")
  private @Nullable Path file;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "The schema registry; goes before the file's schema.registry.url.")
  private @Nullable String registry;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "The processors' consumer group. Default: ${DEFAULT-VALUE}.")
  private String group = ProcessorSettings.DEFAULT_GROUP;

  /**
   * Where the options lead; nothing is asked yet.
   *
   * @throws ParameterException if they do not lead anywhere
   * @throws IOException if a file cannot be read
   */
  public Target target(Topics topics) throws IOException {
    Map<String, Object> client = new HashMap<>();
    Map<String, String> ofRegistry = new HashMap<>();
    given()
        .forEach((name, value) -> {
          if (OF_REGISTRY.stream().anyMatch(name::startsWith)) {
            ofRegistry.put(name, value);
          } else {
            client.put(name, value);
          }
        });
    require(client.get(SERVERS), "--bootstrap-servers", SERVERS);
    require(ofRegistry.get(REGISTRY), "--registry", REGISTRY);
    // Reads only, unless told otherwise: schemas are there if anything is.
    ofRegistry.putIfAbsent(REGISTERS, "false");
    return new Target(client, ofRegistry, topics, group);
  }

  /**
   * Connects to the registry, and gives the codec to {@code use}.
   *
   * @throws ParameterException if the registry's settings make no sense
   */
  public <T> T with(Target target, Function<Codec, T> use) {
    try (SchemaRegistry connected = connect(target.registry())) {
      return use.apply(
          Codec.create(connected, target.topics()).blockOptional(PATIENCE).orElseThrow());
    }
  }

  private Map<String, String> given() throws IOException {
    Map<String, String> given = new HashMap<>();
    if (file != null) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(file + " is no file of properties", e);
      }
      properties.stringPropertyNames().forEach(it -> given.put(it, properties.getProperty(it)));
    }
    if (servers != null) {
      given.put(SERVERS, servers);
    }
    if (registry != null) {
      given.put(REGISTRY, registry);
    }
    return given;
  }

  private void require(@Nullable Object value, String option, String name) {
    if (value == null) {
      throw wrong("Missing %s, or %s in the --client-config file".formatted(option, name), null);
    }
  }

  private SchemaRegistry connect(Map<String, String> settings) {
    try {
      return SchemaRegistry.connect(settings);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()), e);
    }
  }

  /** The options are wrong, in one line. */
  public ParameterException wrong(String message, @Nullable Throwable cause) {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return new ParameterException(command.commandLine(), message, cause);
  }
}
