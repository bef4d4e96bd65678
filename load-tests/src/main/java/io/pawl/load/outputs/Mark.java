package io.pawl.load.outputs;

import org.apache.kafka.common.header.Headers;

/**
 * How a load generator says, beside a record, that it was forged: a header that no processor looks
 * at.
 */
public final class Mark {
  private static final String FORGED = "chaos-forged";
  private static final byte[] NO_VALUE = {};

  private Mark() {}

  /** Marks a record as forged. */
  public static void forged(Headers headers) {
    headers.add(FORGED, NO_VALUE);
  }

  /** Whether it is marked so. */
  public static boolean isForged(Headers headers) {
    return headers.lastHeader(FORGED) != null;
  }
}
