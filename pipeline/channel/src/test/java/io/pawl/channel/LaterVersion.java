package io.pawl.channel;

import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import reactor.core.publisher.Mono;

/** Records as a later version writes them, whose schemas nobody here has looked up. */
final class LaterVersion {
  private LaterVersion() {}

  /** The same record with an empty text more at its end; its schema is in the registry. */
  static byte[] of(byte[] value, SchemaRegistry registry) {
    Schema now = present(registry.schema(Codec.schemaId(value)));
    List<Schema.Field> fields = new ArrayList<>();
    now.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("later", Schema.create(Schema.Type.STRING), "To come.", ""));
    Schema next =
        Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
    byte[] later = Arrays.copyOf(value, value.length + 1);
    ByteBuffer.wrap(later).putInt(1, present(registry.register("pawl.log-later", next)));
    return later;
  }

  private static <T> T present(Mono<T> one) {
    return one.blockOptional(TestDeployment.PATIENCE).orElseThrow();
  }
}
