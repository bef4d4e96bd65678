package io.pawl.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The header that says where an accepted record stands in the log: u64, big-endian. */
final class LogOffsetHeader {
  static final String NAME = "pawl-log-offset";

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private LogOffsetHeader() {}

  /** The offset; -1 if the header is missing or is no offset. */
  static long read(Headers headers) {
    Header header = headers.lastHeader(NAME);
    if (header == null || header.value() == null || header.value().length != Long.BYTES) {
      return -1;
    }
    return Math.max(-1, (long) LONG.get(header.value(), 0));
  }
}
