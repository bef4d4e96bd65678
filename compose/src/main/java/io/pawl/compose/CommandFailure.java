package io.pawl.compose;

/** A failure that its message explains in full to whoever typed the command. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line, without a full stop, that says what is wrong and with what
   */
  public CommandFailure(String message) {
    super(message);
  }

  /**
   * @param message one line, without a full stop, that says what is wrong and with what
   * @param cause shown with {@code --verbose} only
   */
  public CommandFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
