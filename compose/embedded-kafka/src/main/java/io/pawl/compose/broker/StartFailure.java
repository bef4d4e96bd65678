package io.pawl.compose.broker;

/** The broker did not start. The message is one line for its user. */
public final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
