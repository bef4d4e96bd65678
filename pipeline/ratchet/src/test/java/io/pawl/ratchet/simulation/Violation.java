package io.pawl.ratchet.simulation;

/** An invariant that does not hold. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Check check;

  Violation(Check check, String what) {
    super("violated: " + check.claim() + ": " + what);
    this.check = check;
  }

  Check check() {
    return check;
  }
}
