package io.pawl.stream.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * What a registry of ours holds: like a real one it gives equal schemas one id, counted from 1, and
 * refuses a version that could not read what the one before wrote. For one thread at a time.
 */
final class RegisteredSchemas {
  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, List<Schema>> subjects = new HashMap<>();

  /** The schema with that id. */
  Schema find(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new RegistryException.UnknownId(id);
    }
    return schemas.get(id - 1);
  }

  /** Whether it is there already, under that subject. */
  boolean holds(String subject, Schema schema) {
    return subjects.getOrDefault(subject, List.of()).contains(schema);
  }

  /** The id of {@code schema}, which is added if need be. */
  int add(String subject, Schema schema) {
    if (!holds(subject, schema)) {
      List<Schema> versions = subjects.computeIfAbsent(subject, _ -> new ArrayList<>());
      if (!versions.isEmpty() && !readable(schema, versions.getLast())) {
        throw new RegistryException.Refused(
            subject, "it cannot read what the version before wrote");
      }
      versions.add(schema);
    }
    if (!schemas.contains(schema)) {
      schemas.add(schema);
    }
    return schemas.indexOf(schema) + 1;
  }

  private static boolean readable(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }
}
