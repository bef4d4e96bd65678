package io.pawl.stream.codec;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** The records that one topic carries, and what the schema ids seen there stand for. */
final class TopicRecords<T> {
  /**
   * Ids remembered. A registry shared with others may hold more, and whoever writes to the log can
   * name them all; beyond this all are forgotten, which costs look-ups and no more.
   */
  private static final int MAX_OTHERS = 10_000;

  private final Map<String, RecordType.ReadType<T>> types = new HashMap<>();

  /** The ids that this version writes; they are never forgotten. */
  private final Map<Integer, Optional<ValueReader<T>>> ours = new HashMap<>();

  private final Map<Integer, Optional<ValueReader<T>>> others = new ConcurrentHashMap<>();

  TopicRecords(List<RecordType.ReadType<T>> types, Map<Integer, Schema> ids) {
    for (RecordType.ReadType<T> type : types) {
      this.types.put(type.schema().getFullName(), type);
    }
    ids.forEach((id, schema) -> ours.put(id, reader(schema)));
  }

  /** Takes note that {@code schemaId} stands for {@code writer}. */
  void learn(int schemaId, Schema writer) {
    remember(schemaId, reader(writer));
  }

  /** Takes note that {@code schemaId} stands for something else than a schema. */
  void learnForeign(int schemaId) {
    remember(schemaId, Optional.empty());
  }

  private void remember(int schemaId, Optional<ValueReader<T>> reader) {
    if (others.size() >= MAX_OTHERS) {
      others.clear();
    }
    others.put(schemaId, reader);
  }

  private Optional<ValueReader<T>> reader(Schema writer) {
    if (writer.getType() != Schema.Type.RECORD) {
      return Optional.empty();
    }
    RecordType.ReadType<T> type = types.get(writer.getFullName());
    return type != null && readable(type.schema(), writer)
        ? Optional.of(type.readers().apply(writer))
        : Optional.empty();
  }

  private static boolean readable(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  /** Decodes a value in the wire format. */
  Decoded<T> decode(byte[] value) {
    int schemaId = WireFormat.schemaId(value);
    Optional<ValueReader<T>> reader = ours.get(schemaId);
    if (reader == null) {
      reader = others.get(schemaId);
    }
    if (reader == null) {
      return new Decoded.Waiting<>(schemaId);
    }
    if (reader.isEmpty()) {
      return new Decoded.Malformed<>("schema " + schemaId + " is for no record of this topic");
    }
    try {
      var in = new StrictDecoder(value, WireFormat.PREFIX);
      T record = reader.get().read(in);
      in.finish();
      return new Decoded.Value<>(record);
    } catch (IOException | RuntimeException e) {
      // Avro's resolution has no one exception for bytes that do not fit: it throws as it happens.
      return new Decoded.Malformed<>("not a record of schema " + schemaId + ": " + e.getMessage());
    }
  }
}
