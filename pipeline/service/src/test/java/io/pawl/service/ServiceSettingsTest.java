package io.pawl.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

class ServiceSettingsTest {
  /** What a service makes of its own settings. */
  private record LanesPlan(String group, LaneSettings lanes) implements Plan {
    @Override
    public LaneOwner begin(Ground ground) {
      throw new AssertionError("settings are read only");
    }
  }

  /** A service with lanes and nothing more. */
  private static final class LanesService implements Service {
    private final LaneKeys lanes = new LaneKeys("its-group", LaneSettings.DEFAULT);

    @Override
    public String name() {
      return "pawl-lanes";
    }

    @Override
    public List<Key<?>> keys() {
      return lanes.all();
    }

    @Override
    public LanesPlan plan(Settings settings) {
      return new LanesPlan(lanes.group(settings), lanes.lanes(settings));
    }
  }

  private final Service service = new LanesService();

  @TempDir private Path folder = Path.of("");

  private final StandardEnvironment environment = new StandardEnvironment();
  private final Map<String, Object> minimum = new HashMap<>();

  @BeforeEach
  void theMinimum() {
    minimum.put("pawl.kafka.bootstrap.servers", "broker:9092");
    minimum.put("pawl.registry.url", "http://registry:8081");
    environment
        .getPropertySources()
        .remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    variables(Map.of());
  }

  private void variables(Map<String, Object> variables) {
    String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
    environment
        .getPropertySources()
        .replace(name, new SystemEnvironmentPropertySource(name, variables));
  }

  private void commandLine(String... arguments) {
    environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(arguments));
  }

  private void file(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("pawl-lanes.yaml"), yaml);
    for (PropertySource<?> source :
        new YamlPropertySourceLoader().load("file", new FileSystemResource(file))) {
      environment.getPropertySources().addLast(source);
    }
  }

  private ServiceSettings read() {
    environment.getPropertySources().addLast(new MapPropertySource("minimum", minimum));
    ConfigurationPropertySources.attach(environment);
    return ServiceSettings.read(service, environment);
  }

  private List<String> faults() {
    ServiceFailure failure = catchThrowableOfType(ServiceFailure.class, this::read);
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.exitStatus()).isEqualTo(2);
    return String.valueOf(failure.getMessage()).lines().toList();
  }

  @Test
  void theMinimumGivesTheDefaults() {
    ServiceSettings settings = read();

    assertThat(settings.plan()).isEqualTo(new LanesPlan("its-group", LaneSettings.DEFAULT));
    assertThat(settings.topics().log()).isEqualTo("pawl.log");
    assertThat(settings.layout().create()).isFalse();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    file("pawl: {http: {port: 1}, topics: {prefix: of-file, checkpointFacts: of-file, log: l}}");
    variables(Map.of("PAWL_HTTP_PORT", "2", "PAWL_TOPICS_CHECKPOINTFACTS", "of-environment"));
    commandLine("--pawl.http.port=3");

    ServiceSettings settings = read();

    assertThat(settings.httpPort()).isEqualTo(3);
    assertThat(settings.topics().facts()).isEqualTo("of-environment");
    assertThat(settings.topics().accepted()).isEqualTo("of-file.accepted");
  }

  @Test
  void settingsOfKafkaKeepTheirDotsWhereverTheyComeFrom() throws IOException {
    file(
        """
        pawl:
          kafka:
            ssl.truststore.location: /a
            ssl:
              keystore:
                location: /b
        """);
    variables(Map.of("PAWL_KAFKA_SASL_JAAS_CONFIG", "c=\"d\";"));
    commandLine("--pawl.kafka.security.protocol=SASL_SSL");

    assertThat(read().client())
        .containsOnly(
            Map.entry("bootstrap.servers", "broker:9092"),
            Map.entry("ssl.truststore.location", "/a"),
            Map.entry("ssl.keystore.location", "/b"),
            Map.entry("sasl.jaas.config", "c=\"d\";"),
            Map.entry("security.protocol", "SASL_SSL"));
  }

  @Test
  void everyFaultIsALineWithTheKeyAndTheLimits() {
    commandLine(
        "--pawl.queue.records=0",
        "--pawl.retry.longest-pause=soon",
        "--pawl.queue.bytes=3GB",
        "--pawl.topics.create=maybe",
        "--pawl.commit.idle=300ms",
        "--pawl.log-format=xml",
        "--pawl.group=two words");

    assertThat(faults())
        .containsExactlyInAnyOrder(
            "pawl.queue.records must be a whole number from 1 to 10000000, not '0'",
            "pawl.retry.longest-pause must be a time from 1ms to 600s, not 'soon'",
            "pawl.queue.bytes must be a size from 1KB to 1024MB, not '3GB'",
            "pawl.topics.create must be true or false, not 'maybe'",
            "pawl.commit.backlog must be at least pawl.commit.idle, which is 300 ms, not 250 ms",
            "pawl.log-format must be text or json, not 'xml'",
            "pawl.group must be 1 to 200 letters, digits, dots, underscores and dashes,"
                + " not 'two words'");
  }

  @Test
  void whatMustBeGivenIsAskedFor() {
    minimum.clear();

    assertThat(faults())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("pawl.kafka.bootstrap.servers is missing"),
            line -> assertThat(line).startsWith("pawl.registry.url is missing"));
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() throws IOException {
    file("pawl: {logFromat: json}");

    assertThat(faults())
        .containsExactly("pawl.logFromat is not known; the nearest name is pawl.log-format");
  }

  @Test
  void anUnknownVariableIsOddOnly() {
    variables(Map.of("PAWL_SERVICE_HOST", "10.0.0.1", "PAWL_JAVA_OPTS", "-Xmx1g"));

    assertThat(read().warnings())
        .singleElement()
        .asString()
        .startsWith("PAWL_SERVICE_HOST is not known");
  }

  @Test
  void whatOurPromisesRestOnCannotBeSetAndTheRestMustMakeSenseToKafka() {
    commandLine(
        "--pawl.kafka.group.id=mine",
        "--pawl.kafka.acks=1",
        "--pawl.kafka.session.timeout.ms=long",
        "--pawl.kafka.reconect.backoff.ms=5");

    assertThat(faults())
        .satisfiesExactlyInAnyOrder(
            line ->
                assertThat(line).isEqualTo("pawl.kafka.group.id is not to be set: use pawl.group"),
            line -> assertThat(line).isEqualTo("pawl.kafka.acks is not to be set: it is all"),
            line -> assertThat(line).startsWith("pawl.kafka.session.timeout.ms: "));
    assertThat(KafkaSettings.warnings(Map.of("reconect.backoff.ms", "5")))
        .singleElement()
        .asString()
        .endsWith("the nearest name is reconnect.backoff.ms");
  }

  @Test
  void aReplicationFactorOfNoneIsAFault() {
    commandLine("--pawl.topics.replication-factor=0");

    assertThat(faults())
        .containsExactly("pawl.topics.replication-factor must be -1 or at least 1, not 0");
  }

  @Test
  void choicesOfSeveralWordsAreWrittenWithDashes() {
    Key<Width> key = Key.choice("pawl.width", Width.VERY_WIDE);

    assertThat(key.otherwise()).isEqualTo("very-wide");
    assertThat(key.limits()).isEqualTo("narrow or very-wide");
    assertThat(key.parsing().apply("very-wide")).isEqualTo(Width.VERY_WIDE);
  }

  private enum Width {
    NARROW,
    VERY_WIDE
  }
}
