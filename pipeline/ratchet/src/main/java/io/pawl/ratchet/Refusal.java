package io.pawl.ratchet;

/** Why a record of the log is refused. The names are the codes that other systems see. */
public enum Refusal {
  // Every kind of record.
  MALFORMED,
  UNKNOWN_CHANNEL,
  CHANNEL_CLOSED,

  // Envelopes: the channel.
  EPOCH_UNKNOWN,
  EPOCH_EXPIRED,
  BAD_SIZE,
  BAD_TAG,

  // Envelopes: the direction.
  REKEY_REQUIRED,
  COUNTER_OUT_OF_SLOT,
  SLOT_EXPIRED,
  SLOT_TOO_FAR,
  COUNTER_TOO_FAR,
  COUNTER_TOO_OLD,
  REPLAYED,

  // Transitions.
  DUPLICATE,
  CHANNEL_EXISTS,
  IDENTITY_MISMATCH,
  STALE_EPOCH,
  EPOCH_GAP,
  STALE_OPEN,
  BAD_SIGNATURE,
  LOW_ORDER_KEY,
  REPLAYED_KEY,
  BAD_POLICY,
  TRANSITION_PENDING,
  REKEY_THROTTLED,
  UNKNOWN_OFFER,
  OFFER_EXPIRED,
  ALREADY_ANSWERED,
  ALREADY_APPROVED,
  KEM_MISMATCH,
  NOT_AN_APPROVER,
  BAD_GRANT,

  // Not verdicts on a record, but codes of events.
  OFFER_SUPERSEDED,
  TOO_MANY_OPENS,
  CHECKPOINT_MISSING
}
