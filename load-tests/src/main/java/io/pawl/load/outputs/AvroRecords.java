package io.pawl.load.outputs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Records in the wire format, read by Avro itself: the processor's own codec is not to be asked.
 */
public final class AvroRecords {
  /** The most that a record's value may have. */
  private static final int MAX_VALUE_BYTES = 1_048_576;

  /** The magic byte and the schema id. */
  private static final int PREFIX_BYTES = 5;

  private final Schemas schemas;

  /** Records of these schemas. */
  public AvroRecords(Schemas schemas) {
    this.schemas = schemas;
  }

  /** The record in {@code value}; null if there is none, or more than one. */
  public @Nullable GenericRecord read(byte @Nullable [] value) {
    if (value == null || value.length > MAX_VALUE_BYTES || value.length < PREFIX_BYTES) {
      return null;
    }
    ByteBuffer prefix = ByteBuffer.wrap(value);
    if (prefix.get() != 0) {
      return null;
    }
    Schema schema = schemas.byId(prefix.getInt());
    if (schema == null || schema.getType() != Schema.Type.RECORD) {
      return null;
    }
    BinaryDecoder bytes =
        DecoderFactory.get().binaryDecoder(value, PREFIX_BYTES, value.length - PREFIX_BYTES, null);
    try {
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, bytes);
      return bytes.isEnd() ? record : null;
    } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  /** What one of our own must be. */
  public GenericRecord require(byte @Nullable [] value) {
    return Objects.requireNonNull(read(value), "an output that does not decode");
  }
}
