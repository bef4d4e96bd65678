package io.pawl.checkpoint.audit;

import org.jspecify.annotations.Nullable;

/** An audit cannot be made, or not to its end. The message is one line and says why. */
public final class AuditFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AuditFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
