package io.pawl.stream.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record type that goes through Avro's generated class {@code S}, in whichever version of the
 * schema it was written.
 */
final class GeneratedType<S extends SpecificRecord, T> implements RecordType<T> {
  /** Arrays grow from here as items are really read, whatever count they announce. */
  private static final int FIRST_ITEMS = 16;

  private final Schema schema;
  private final Class<S> generated;
  private final Class<T> domain;
  private final Function<S, T> toDomain;
  private final Function<T, S> fromDomain;
  private final SpecificDatumWriter<S> writer;

  GeneratedType(
      Schema schema,
      Class<S> generated,
      Class<T> domain,
      Function<S, T> toDomain,
      Function<T, S> fromDomain) {
    this.schema = schema;
    this.generated = generated;
    this.domain = domain;
    this.toDomain = toDomain;
    this.fromDomain = fromDomain;
    this.writer = new SpecificDatumWriter<>(schema, GeneratedClasses.MODEL);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public Class<T> domain() {
    return domain;
  }

  @Override
  public ValueReader<T> reader(Schema writtenWith) {
    var reader = new BoundedReader<S>(writtenWith, schema);
    return in -> toDomain.apply(generated.cast(reader.read(null, in)));
  }

  @Override
  public byte[] write(int schemaId, T record) {
    var out = new ByteArrayOutputStream();
    byte[] prefix = new byte[WireFormat.PREFIX];
    WireFormat.prefix(prefix, schemaId);
    out.writeBytes(prefix);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writer.write(fromDomain.apply(record), encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Avro's reader, but no array is allocated by the length it claims. */
  private static final class BoundedReader<S> extends SpecificDatumReader<S> {
    BoundedReader(Schema writtenWith, Schema schema) {
      super(writtenWith, schema, GeneratedClasses.MODEL);
    }

    @Override
    protected Object newArray(@Nullable Object old, int size, Schema schema) {
      return super.newArray(old, Math.min(size, FIRST_ITEMS), schema);
    }
  }
}
