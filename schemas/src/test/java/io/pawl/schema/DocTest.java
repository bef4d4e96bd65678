package io.pawl.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Operators meet these schemas in a registry, without the source beside them. */
class DocTest {
  private final Set<String> visited = new HashSet<>();
  private final List<String> undocumented = new ArrayList<>();

  @Test
  void everyTypeAndEveryFieldSaysWhatItIs() {
    Records.ALL.forEach(this::visit);

    assertThat(undocumented).isEmpty();
    assertThat(visited).contains("io.pawl.schema.Policy", "io.pawl.schema.Direction");
  }

  @Test
  void noSchemaNamesAClassOfJava() {
    assertThat(Records.ALL).extracting(Schema::toString).noneMatch(text -> text.contains("java"));
  }

  private void visit(Schema schema) {
    switch (schema.getType()) {
      case RECORD, ENUM, FIXED -> visitNamed(schema);
      case ARRAY -> visit(schema.getElementType());
      case MAP -> visit(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::visit);
      default -> {
        // A primitive says all by its name.
      }
    }
  }

  private void visitNamed(Schema schema) {
    if (!visited.add(schema.getFullName())) {
      return;
    }
    note(schema.getFullName(), schema.getDoc());
    if (schema.getType() == Schema.Type.RECORD) {
      for (Schema.Field field : schema.getFields()) {
        note(schema.getFullName() + "." + field.name(), field.doc());
        visit(field.schema());
      }
    }
  }

  @SuppressWarnings("NullAway") // Avro's docs may be null, which is what is looked for.
  private void note(String name, String doc) {
    if (doc == null || doc.isBlank() || !doc.endsWith(".")) {
      undocumented.add(name);
    }
  }
}
