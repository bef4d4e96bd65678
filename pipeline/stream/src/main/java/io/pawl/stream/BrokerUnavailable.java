package io.pawl.stream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** No broker answered in time, or the one that did refused. The message is one line. */
public final class BrokerUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** {@code what} is missing, and these servers were waited for. */
  static BrokerUnavailable within(
      Duration patience, String servers, String what, @Nullable Throwable cause) {
    return new BrokerUnavailable(
        "%s within %d ms from %s".formatted(what, patience.toMillis(), servers), cause);
  }
}
