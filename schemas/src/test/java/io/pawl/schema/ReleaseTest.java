package io.pawl.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Not a test of the build: writes a release down, when one is made. */
@EnabledIfSystemProperty(named = "pawl.release", matches = "\\d+\\.\\d+\\.\\d+")
class ReleaseTest {
  @Test
  void theSchemasOfAReleaseAreWrittenDown() throws IOException {
    Path folder = Files.createDirectories(Path.of("history", System.getProperty("pawl.release")));
    for (Schema schema : Records.ALL) {
      Files.writeString(
          folder.resolve(schema.getName() + ".avsc"),
          SchemaFormatter.format("json/pretty", schema) + "\n");
    }
    assertThat(folder).isNotEmptyDirectory();
  }
}
