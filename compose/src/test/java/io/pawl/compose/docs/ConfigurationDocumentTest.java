package io.pawl.compose.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.checkpoint.service.SinkApplication;
import io.pawl.gateway.service.GatewayApplication;
import io.pawl.processor.service.ProcessorApplication;
import io.pawl.service.Key;
import io.pawl.service.KeyTable;
import io.pawl.service.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Holds docs/configuration.md to what services can be told. */
class ConfigurationDocumentTest {
  private static final Document DOCUMENT = Document.read("configuration.md");

  /** What goes to Kafka's clients as it is has no key of ours. */
  private static final String KAFKAS = "pawl.kafka.*";

  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml$(.*?)^```$");

  private static Stream<Arguments> sections() {
    return Stream.of(
        Arguments.of("Every service", KeyTable.SHARED),
        Arguments.of("The processor", new ProcessorApplication().keys()),
        Arguments.of("The sink", new SinkApplication().keys()),
        Arguments.of("The gateway", new GatewayApplication().keys()));
  }

  private static Stream<Service> services() {
    return Stream.of(new ProcessorApplication(), new SinkApplication(), new GatewayApplication());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void everyKeyIsDocumentedAndEveryDocumentedKeyExists(String section, List<Key<?>> keys) {
    Map<String, List<String>> documented = DOCUMENT.rows(section);
    documented.remove(KAFKAS);

    assertThat(documented.keySet())
        .containsExactlyInAnyOrderElementsOf(keys.stream().<String>map(Key::name).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void defaultsAndLimitsAreTheDocumentedOnes(String section, List<Key<?>> keys) {
    Map<String, List<String>> documented = DOCUMENT.rows(section);
    for (Key<?> key : keys) {
      List<String> row = Objects.requireNonNull(documented.get(key.name()), key.name());
      if (!key.otherwise().isEmpty()) {
        assertThat(row.getFirst()).as(key.name()).isEqualTo("`" + key.otherwise() + "`");
      }
      // One of them has another value that means something else.
      if (key.limits().contains(" from ") && !key.otherwise().equals("-1")) {
        assertThat(row.getLast()).as(key.name()).contains(key.limits());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("services")
  void spellingsOfTwoKeysOfAServiceAreNotTheSame(Service service) {
    assertThat(KeyTable.of(service).keys())
        .extracting(key -> key.name().replaceAll("[^a-z]", "").toLowerCase(Locale.ROOT))
        .doesNotHaveDuplicates();
  }

  /** An example with a setting that nothing reads would be pasted all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"configuration.md", "operations.md"})
  void everySettingOfAnExampleIsKnown(String document) throws IOException {
    Set<String> known = new TreeSet<>();
    ConsumerConfig.configNames().forEach(name -> known.add("pawl.kafka." + name));
    services()
        .forEach(service -> KeyTable.of(service).keys().forEach(key -> known.add(key.name())));

    Set<String> settings = new TreeSet<>();
    YAML.matcher(Files.readString(Markdown.ROOT.resolve("docs").resolve(document)))
        .results()
        .map(example -> new Yaml().<Map<String, Object>>load(example.group(1)))
        // The others are of what stands beside Pawl.
        .filter(example -> example.containsKey("pawl"))
        .forEach(example -> flatten("", example, settings));

    assertThat(settings).isNotEmpty().isSubsetOf(known);
  }

  private static void flatten(String name, Object value, Set<String> names) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, below) -> flatten(name.isEmpty() ? "" + key : name + "." + key, below, names));
    } else {
      names.add(name);
    }
  }

  @Test
  void theKeysOfKafkaAreExplained() {
    assertThat(DOCUMENT.rows("Every service")).containsKey(KAFKAS);
  }
}
