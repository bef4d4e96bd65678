package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
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

class SettingsReaderTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir private Path folder = Path.of("");

  private final StandardEnvironment environment = new StandardEnvironment();
  private final Map<String, Object> minimum = new HashMap<>();

  @BeforeEach
  void theMinimum() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), KEY);
    minimum.put("pawl.kafka.bootstrap.servers", "broker:9092");
    minimum.put("pawl.registry.url", "http://registry:8081");
    minimum.put("pawl.private-keys-file", keys.toString());
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
    Path file = Files.writeString(folder.resolve("processor.yaml"), yaml);
    for (PropertySource<?> source :
        new YamlPropertySourceLoader().load("file", new FileSystemResource(file))) {
      environment.getPropertySources().addLast(source);
    }
  }

  private ServiceSettings read() {
    environment.getPropertySources().addLast(new MapPropertySource("minimum", minimum));
    ConfigurationPropertySources.attach(environment);
    return SettingsReader.read(environment);
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

    assertThat(settings.processor().topics().log()).isEqualTo("pawl.log");
    assertThat(settings.processor().group()).isEqualTo("pawl-ratchet-processor");
    assertThat(settings.processor().lanes()).isEqualTo(io.pawl.stream.LaneSettings.DEFAULT);
    assertThat(settings.processor().replayRecords()).isEqualTo(100_000);
    assertThat(settings.layout().create()).isFalse();
    assertThat(settings.keys()).hasSize(1);
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    file("pawl: {group: of-file, replayRecords: 1, barrier-every: 5s}");
    variables(Map.of("PAWL_GROUP", "of-environment", "PAWL_REPLAYRECORDS", "2"));
    commandLine("--pawl.group=of-line");

    ServiceSettings settings = read();

    assertThat(settings.processor().group()).isEqualTo("of-line");
    assertThat(settings.processor().replayRecords()).isEqualTo(2);
    assertThat(settings.processor().barrierEvery()).isEqualTo(Duration.ofSeconds(5));
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

    assertThat(read().processor().client())
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
        "--pawl.replay-records=0",
        "--pawl.barrier-every=soon",
        "--pawl.queue.bytes=3GB",
        "--pawl.topics.create=maybe",
        "--pawl.commit.idle=300ms",
        "--pawl.log-format=xml",
        "--pawl.group=two words");

    assertThat(faults())
        .containsExactlyInAnyOrder(
            "pawl.replay-records must be a whole number from 1 to 100000000, not '0'",
            "pawl.barrier-every must be a time from 1ms to 86400s, not 'soon'",
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
            line -> assertThat(line).startsWith("pawl.registry.url is missing"),
            line ->
                assertThat(line)
                    .startsWith("pawl.private-keys-file or pawl.private-keys must be given"));
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() throws IOException {
    file("pawl: {replayRecrods: 5}");

    assertThat(faults())
        .containsExactly(
            "pawl.replayRecrods is not known; the nearest name is pawl.replay-records");
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
  void whatTheProcessorRestsOnCannotBeSetAndTheRestMustMakeSenseToKafka() {
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
  void aFaultOfTheKeysTellsTheLineAndNothingOfAKey() throws IOException {
    String secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQ";
    Files.writeString(folder.resolve("keys"), KEY + "\n# old\n" + secret + "\n");

    assertThat(faults())
        .containsExactly(
            "pawl.private-keys-file: %s does not hold private keys: line 3 is not the Base64 of 32"
                    .formatted(folder.resolve("keys"))
                + " bytes");
  }

  @Test
  void keysComeFromTheEnvironmentAndNeverFromTheCommandLine() {
    minimum.remove("pawl.private-keys-file");
    variables(Map.of("PAWL_PRIVATEKEYS", KEY + "," + KEY));
    assertThat(read().keys()).hasSize(2);
    assertThat(read().toString()).doesNotContain(KEY);

    variables(Map.of());
    commandLine("--pawl.privateKeys=" + KEY);
    assertThat(faults())
        .singleElement()
        .asString()
        .startsWith("pawl.private-keys must not be on the command line")
        .doesNotContain(KEY);
  }

  @Test
  void spellingsOfTwoKeysAreNotTheSame() {
    assertThat(Keys.ALL.stream().map(key -> Nearest.uniform(key.name()))).doesNotHaveDuplicates();
  }
}
