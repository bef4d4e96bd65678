package io.pawl.stream;

/**
 * A lane must not go on until a person has looked: what it would do next could contradict what was
 * done before. The message begins with the reason's name, and says what is wrong and which way
 * leads out.
 */
public final class LaneStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StopReason reason;

  /** Stops the lane for this reason. */
  public LaneStopped(StopReason reason, String message) {
    super(reason + ": " + message);
    this.reason = reason;
  }

  /** Why. */
  public StopReason reason() {
    return reason;
  }
}
