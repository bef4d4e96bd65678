package io.pawl.load.gateway;

/** One channel that is open, and sends one way. What it brings goes to its {@link Arrivals}. */
@FunctionalInterface
interface Line {
  /** Sends a message; returns when the log has it. */
  void send(byte[] payload) throws InterruptedException;
}
