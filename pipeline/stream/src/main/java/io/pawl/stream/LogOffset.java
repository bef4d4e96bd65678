package io.pawl.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The record header that tells where in the log a passed record stands: an unsigned 64-bit offset.
 */
public final class LogOffset {
  /** The header's name. */
  public static final String HEADER = "pawl-log-offset";

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private LogOffset() {}

  /** Adds the header. */
  public static void write(Headers headers, long offset) {
    byte[] value = new byte[Long.BYTES];
    LONG.set(value, 0, offset);
    headers.add(HEADER, value);
  }

  /** The offset in the last header of that name; empty if there is none, or it is not 8 bytes. */
  public static OptionalLong read(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length != Long.BYTES) {
      return OptionalLong.empty();
    }
    return OptionalLong.of((long) LONG.get(header.value(), 0));
  }
}
