package io.pawl.stream.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The Confluent wire format: a zero byte, the schema's id in 4 bytes, then Avro's encoding. */
final class WireFormat {
  static final byte MAGIC = 0;

  /** Bytes before the record itself. */
  static final int PREFIX = 5;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private WireFormat() {}

  static int schemaId(byte[] value) {
    return (int) INT.get(value, 1);
  }

  /** Writes the prefix, and returns the index behind it. */
  static int prefix(byte[] value, int schemaId) {
    value[0] = MAGIC;
    INT.set(value, 1, schemaId);
    return PREFIX;
  }
}
