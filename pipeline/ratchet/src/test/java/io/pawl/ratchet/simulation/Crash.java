package io.pawl.ratchet.simulation;

/** A peer's process ends here. */
final class Crash extends RuntimeException {
  private static final long serialVersionUID = 1;

  Crash() {
    super("the peer's process ends", null, false, false);
  }
}
