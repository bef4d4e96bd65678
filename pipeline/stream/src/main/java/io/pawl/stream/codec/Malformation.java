package io.pawl.stream.codec;

import java.io.IOException;

/**
 * Why some bytes are no record. Internal to decoding, and without a stack trace: whoever floods the
 * log with garbage shall not make each record expensive.
 */
final class Malformation extends IOException {
  private static final long serialVersionUID = 1L;

  Malformation(String why) {
    super(why);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
