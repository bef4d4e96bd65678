package io.pawl.stream.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import reactor.core.publisher.Mono;

/**
 * A registry in memory, as Confluent's {@code mock://}: one per scope, for as long as the process
 * lives.
 */
final class MockRegistry implements SchemaRegistry {
  private static final Map<String, MockRegistry> SCOPES = new ConcurrentHashMap<>();

  private final RegisteredSchemas schemas = new RegisteredSchemas();

  static MockRegistry of(String scope) {
    return SCOPES.computeIfAbsent(scope, _ -> new MockRegistry());
  }

  @Override
  public Mono<Schema> schema(int id) {
    return Mono.fromCallable(() -> find(id));
  }

  private synchronized Schema find(int id) {
    return schemas.find(id);
  }

  @Override
  public Mono<Integer> register(String subject, Schema schema) {
    return Mono.fromCallable(() -> add(subject, schema));
  }

  private synchronized int add(String subject, Schema schema) {
    return schemas.add(subject, schema);
  }

  /** The scope lives on: others in the process use it. */
  @Override
  public void close() {}
}
