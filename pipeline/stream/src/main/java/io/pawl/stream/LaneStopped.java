package io.pawl.stream;

/**
 * A lane must not go on until a person has looked: what it would do next could contradict what was
 * done before. The message begins with the reason's name, says what is wrong, and ends with the
 * command that shows the way out.
 */
public final class LaneStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StopReason reason;

  /** Stops the lane for this reason. */
  public LaneStopped(StopReason reason, String message) {
    super("%s: %s; 'pawl explain %s' shows the way out".formatted(reason, message, reason));
    this.reason = reason;
  }

  /** Why. */
  public StopReason reason() {
    return reason;
  }
}
