package io.pawl.load.scenario;

import java.time.Duration;

/**
 * Clients that read what is accepted, and go and come back all at once, as all apps do after a
 * network failed. With them all peers come back as after a crash: each begins in a new slot.
 *
 * @param clients that read, 0 to 500; with none nothing reconnects
 * @param every how often, from half a second on
 */
record Reconnects(int clients, Duration every) {
  /** Each is a consumer with a thread of its own. */
  private static final int MOST_CLIENTS = 500;

  /** A second is the least that a storm takes on a busy machine. */
  private static final Duration LEAST = Duration.ofMillis(500);

  /** No clients. */
  static final Reconnects NONE = new Reconnects(0, Duration.ofDays(1));

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException that begins with the field's name
   */
  Reconnects {
    Scenario.require("reconnects.clients", clients, 0, MOST_CLIENTS);
    Scenario.require(
        "reconnects.every (ms)",
        every.toMillis(),
        LEAST.toMillis(),
        Scenario.MOST_DURATION.toMillis());
  }

  Reconnects stretched(double factor) {
    long nanos = Math.max(LEAST.toNanos(), (long) (every.toNanos() * factor));
    return clients == 0 ? this : new Reconnects(clients, Duration.ofNanos(nanos));
  }
}
