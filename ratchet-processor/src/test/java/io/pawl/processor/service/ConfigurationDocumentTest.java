package io.pawl.processor.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/configuration.md to what the service can be told. */
class ConfigurationDocumentTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `(pawl\\.[^`]+)` \\|([^|]*)\\|(.*)\\|$", Pattern.MULTILINE);

  /** A row of a table: what holds otherwise, and what is said of it. */
  private record Row(String otherwise, String said) {}

  private static Map<String, Row> documented() throws IOException {
    String text = Files.readString(Path.of("../docs/configuration.md"));
    Map<String, Row> rows = new TreeMap<>();
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      rows.put(row.group(1), new Row(row.group(2).strip(), row.group(3).strip()));
    }
    rows.remove(Keys.KAFKA + "*");
    return rows;
  }

  @Test
  void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws IOException {
    assertThat(documented().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Keys.ALL.stream().<String>map(Key::name).collect(Collectors.toSet()));
  }

  @Test
  void defaultsAndLimitsAreTheDocumentedOnes() throws IOException {
    Map<String, Row> documented = documented();
    for (Key<?> key : Keys.ALL) {
      Row row = Objects.requireNonNull(documented.get(key.name()), key.name());
      if (!key.otherwise().isEmpty()) {
        assertThat(row.otherwise()).as(key.name()).isEqualTo("`" + key.otherwise() + "`");
      }
      if (key.limits().contains(" from ") && !key.equals(Keys.TOPIC_REPLICATION)) {
        assertThat(row.said()).as(key.name()).contains(key.limits());
      }
    }
  }
}
