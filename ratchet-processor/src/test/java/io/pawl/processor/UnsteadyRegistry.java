package io.pawl.processor;

import io.pawl.stream.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import reactor.core.publisher.Mono;

/** A registry that can be out of reach. */
final class UnsteadyRegistry implements SchemaRegistry {
  private static final int ID_AT = 1;

  private final SchemaRegistry registry =
      SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
  private volatile boolean down;

  void goDown() {
    down = true;
  }

  void comeBack() {
    down = false;
  }

  /** The same record under an id that nobody has looked up yet. */
  byte[] underNewId(byte[] value) {
    int id = ByteBuffer.wrap(value).getInt(ID_AT);
    Schema schema = registry.schema(id).blockOptional().orElseThrow();
    // A property makes it another schema; documentation would not.
    Schema evolved =
        new Schema.Parser().parse(schema.toString().replaceFirst("\\{", "{\"release\":\"next\","));
    int newId =
        registry.register(schema.getFullName() + "-next", evolved).blockOptional().orElseThrow();
    byte[] copy = value.clone();
    ByteBuffer.wrap(copy).putInt(ID_AT, newId);
    return copy;
  }

  @Override
  public Mono<Schema> schema(int id) {
    return Mono.defer(() -> down ? Mono.error(unavailable()) : registry.schema(id));
  }

  @Override
  public Mono<Integer> register(String subject, Schema schema) {
    return Mono.defer(() -> down ? Mono.error(unavailable()) : registry.register(subject, schema));
  }

  private static IllegalStateException unavailable() {
    return new IllegalStateException("the registry is down, for the test");
  }

  @Override
  public void close() {
    registry.close();
  }
}
