package io.pawl.ratchet;

/**
 * The protocol's constants. They enter decisions, so they are never settings: a second processor,
 * or an audit, must decide alike.
 */
final class Limits {
  /** Log offsets that an OPEN's anchor may lie behind, and that a closed channel is kept. */
  static final long OPEN_TTL = 10_000_000;

  /** Log offsets after which a pending REKEY or BUMP expires. */
  static final long OFFER_TTL = 100_000;

  /** Log offsets after an activation for which the previous epoch is acceptable at most. */
  static final long EPOCH_OVERLAP = 100_000;

  /** Log offsets after which an activation no longer throttles the next one. */
  static final long THROTTLE_SPAN = 1_000_000;

  /** Activations that a REKEY for reason compromise may add to the policy's burst. */
  static final int COMPROMISE_BURST = 16;

  /** X25519 keys of a channel that are remembered. */
  static final int REMEMBERED_KEYS = 32;

  /** Pending OPENs of a partition. */
  static final int PENDING_OPENS = 100_000;

  /** The longest slot a policy allows: no activation older than that many messages throttles. */
  static final int MAX_SLOT_MESSAGES = 65_536;

  private Limits() {}
}
