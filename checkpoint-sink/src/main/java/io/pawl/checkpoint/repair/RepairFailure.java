package io.pawl.checkpoint.repair;

/** A repair cannot be made. The message is one line and says why. */
public final class RepairFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RepairFailure(String message) {
    super(message);
  }
}
