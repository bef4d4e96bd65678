package io.pawl.stream.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the records of one topic, each with the schema id that it has there. */
final class Writers<T> {
  private final Map<Class<?>, Writer<? extends T>> byClass = new HashMap<>();

  Writers(String topic, List<RecordType<? extends T>> types, Map<Subject, Integer> ids) {
    for (RecordType<? extends T> type : types) {
      Integer id = ids.get(new Subject(topic, type));
      if (id == null) {
        throw new IllegalArgumentException("no id for " + new Subject(topic, type).name());
      }
      byClass.put(type.domain(), new Writer<>(type, id));
    }
  }

  /**
   * The value of {@code record}.
   *
   * @throws IllegalArgumentException if it is over the limit on values, or a field has not the
   *     length of its type
   */
  byte[] write(T record) {
    Writer<? extends T> writer = byClass.get(record.getClass());
    if (writer == null) {
      throw new IllegalArgumentException("no schema for " + record.getClass().getName());
    }
    byte[] value = writer.write(record);
    if (value.length > Codec.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "a value of %,d bytes is over the limit of %,d"
              .formatted(value.length, Codec.MAX_VALUE_BYTES));
    }
    return value;
  }

  private record Writer<U>(RecordType<U> type, int schemaId) {
    byte[] write(Object record) {
      return type.write(schemaId, type.domain().cast(record));
    }
  }
}
