package io.pawl.stream.codec;

import io.pawl.ratchet.Envelope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;

/** Envelopes of a version to come, which has one field more at the end. */
final class LaterEnvelope {
  private LaterEnvelope() {}

  /** The schema with that field. */
  static Schema with(String name, Schema type, Object byDefault) {
    Schema now = io.pawl.schema.Envelope.getClassSchema();
    List<Schema.Field> fields = new ArrayList<>();
    now.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field(name, type, "To come.", byDefault));
    return Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
  }

  /** The value of {@code envelope} with {@code more} as the encoding of the field. */
  static byte[] write(int schemaId, Envelope envelope, byte[] more) {
    byte[] now = new EnvelopeType().write(schemaId, envelope);
    byte[] later = Arrays.copyOf(now, now.length + more.length);
    System.arraycopy(more, 0, later, now.length, more.length);
    return later;
  }
}
