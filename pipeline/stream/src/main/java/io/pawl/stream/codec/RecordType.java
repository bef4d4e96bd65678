package io.pawl.stream.codec;

import java.util.function.Function;
import org.apache.avro.Schema;

/** A record of the domain and the schema that it is written with. */
interface RecordType<T> {
  /** The schema of this version. */
  Schema schema();

  /** The class in the domain. */
  Class<T> domain();

  /** What reads records written with {@code writer}, which this type's schema can read. */
  ValueReader<T> reader(Schema writer);

  /** The value of {@code record}: magic byte, {@code schemaId} and Avro. */
  byte[] write(int schemaId, T record);

  /** This type for reading, as part of a wider type. */
  default <U> ReadType<U> as(Function<? super T, ? extends U> widen) {
    return new ReadType<>(
        schema(),
        writer -> {
          ValueReader<T> reader = reader(writer);
          return in -> widen.apply(reader.read(in));
        });
  }

  /** A record type as seen by who only reads it. */
  record ReadType<U>(Schema schema, Function<Schema, ValueReader<U>> readers) {}
}
