package io.pawl.stream.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import reactor.core.publisher.Mono;

/**
 * A registry in memory, as Confluent's {@code mock://}: one per scope, for as long as the process
 * lives. Like a real one it gives equal schemas one id, and refuses a version that could not read
 * what the one before wrote.
 */
final class MockRegistry implements SchemaRegistry {
  private static final Map<String, MockRegistry> SCOPES = new ConcurrentHashMap<>();

  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, List<Schema>> subjects = new HashMap<>();

  static MockRegistry of(String scope) {
    return SCOPES.computeIfAbsent(scope, _ -> new MockRegistry());
  }

  @Override
  public Mono<Schema> schema(int id) {
    return Mono.fromCallable(() -> find(id));
  }

  private synchronized Schema find(int id) {
    if (id < 1 || id > schemas.size()) {
      throw new RegistryException.UnknownId(id);
    }
    return schemas.get(id - 1);
  }

  @Override
  public Mono<Integer> register(String subject, Schema schema) {
    return Mono.fromCallable(() -> add(subject, schema));
  }

  private synchronized int add(String subject, Schema schema) {
    List<Schema> versions = subjects.computeIfAbsent(subject, _ -> new ArrayList<>());
    if (!versions.contains(schema)) {
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

  /** The scope lives on: others in the process use it. */
  @Override
  public void close() {}
}
