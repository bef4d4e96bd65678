package io.pawl.stream;

/**
 * A lane must not go on until a person has looked: what it would do next could contradict what was
 * done before. The message says what is wrong and which way leads out.
 */
public final class LaneStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Stops the lane for this reason. */
  public LaneStopped(String message) {
    super(message);
  }
}
