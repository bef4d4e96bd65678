package io.pawl.ratchet;

/** What a refusal asks of the sender. */
public enum Action {
  /** Nothing: refused and counted. */
  NONE,
  /** A hint: the sender re-establishes if the refused envelope is one it has unacknowledged. */
  ADVISE,
  /** The direction is dead until the next epoch. */
  REESTABLISH
}
