package io.pawl.stream;

import org.jspecify.annotations.Nullable;

/** No broker answered in time, or the one that did refused. The message is one line. */
public final class BrokerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
