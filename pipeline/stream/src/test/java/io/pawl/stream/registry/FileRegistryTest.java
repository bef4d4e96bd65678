package io.pawl.stream.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryTest {
  private static final Schema INT = Schema.create(Schema.Type.INT);
  private static final Schema LONG = Schema.create(Schema.Type.LONG);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("schemas");
  }

  private SchemaRegistry registry() {
    return SchemaRegistry.connect(Map.of("schema.registry.url", file().toUri().toString()));
  }

  @Test
  void idsStayAndAreSharedByAllThatNameTheFile() {
    SchemaRegistry reader = registry();
    assertThatThrownBy(() -> reader.schema(1).block())
        .isInstanceOf(RegistryException.UnknownId.class);
    assertThat(registry().register("a", INT).block()).isEqualTo(1);
    assertThat(registry().register("b", LONG).block()).isEqualTo(2);
    assertThat(registry().register("c", INT).block()).isEqualTo(1);
    assertThat(registry().register("a", INT).block()).isEqualTo(1);

    assertThat(reader.schema(2).block()).isEqualTo(LONG);
    assertThatThrownBy(() -> reader.schema(3).block())
        .isInstanceOf(RegistryException.UnknownId.class);
  }

  @Test
  void aVersionThatCannotReadTheOneBeforeIsRefusedAndLeavesNothing() throws IOException {
    registry().register("a", LONG).block();
    String before = Files.readString(file());

    assertThatThrownBy(() -> registry().register("a", INT).block())
        .isInstanceOf(RegistryException.Refused.class);

    assertThat(file()).hasContent(before);
  }

  @Test
  void aLineThatAKilledProcessBeganIsWrittenAnew() throws IOException {
    registry().register("a", INT).block();
    Files.writeString(file(), "b\t\"lo", StandardOpenOption.APPEND);

    assertThat(registry().register("b", LONG).block()).isEqualTo(2);

    assertThat(Files.readAllLines(file())).containsExactly("a\t\"int\"", "b\t\"long\"");
  }

  @Test
  void aFileThatIsSomethingElseIsLeftAloneAndNamed() throws IOException {
    Files.writeString(file(), "dear diary\n");

    assertThatThrownBy(() -> registry().register("a", INT).block())
        .isInstanceOf(RegistryException.Unavailable.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("dear diary");

    assertThat(file()).hasContent("dear diary\n");
  }
}
