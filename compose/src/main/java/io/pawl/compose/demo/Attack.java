package io.pawl.compose.demo;

/** What an adversary who reads and writes the log can try without a key. */
public enum Attack {
  /** The record just seen, once more. */
  REPLAY_RECENT,
  /** A record seen long ago, once more. */
  REPLAY_OLD,
  /** The channel's offer, once more. */
  REPLAY_OFFER,
  /** The channel's answer, once more. */
  REPLAY_ANSWER,

  /** One bit of the channel id, with key and partition to match. */
  FLIP_CHANNEL,
  /** One bit of the epoch. */
  FLIP_EPOCH,
  /** The other direction. */
  FLIP_DIRECTION,
  /** One bit of the slot. */
  FLIP_SLOT,
  /** One bit of the counter. */
  FLIP_COUNTER,
  /** One bit of the ciphertext. */
  FLIP_CIPHERTEXT,
  /** One bit of the admission tag. */
  FLIP_TAG,
  /** One bit anywhere behind the schema id. */
  FLIP_ANYWHERE,

  /** An envelope that fits in every way but for its tag. */
  FORGED_ENVELOPE,
  /** One whose ciphertext is not whole cells. */
  FORGED_SIZE,
  /** A counter far ahead, to kill the direction. */
  FAR_COUNTER,
  /** A slot far ahead, to kill the direction. */
  FAR_SLOT,
  /** A new channel in the name of the initiator. */
  FORGED_OFFER,
  /** The channel's answer with another grant. */
  FORGED_ANSWER,
  /** Consent to an offer that nobody made. */
  FORGED_APPROVAL,
  /** The end of the channel in a peer's name. */
  FORGED_CLOSE,
  /** An envelope for a channel that nobody opened. */
  UNKNOWN_CHANNEL,

  /** Bytes that are no record. */
  GARBAGE(true),
  /** A schema id that nobody registered. */
  UNKNOWN_SCHEMA(true),
  /** A record without its last bytes. */
  TRUNCATED(true),
  /** A record with bytes behind it. */
  TRAILING(true),
  /** A tombstone. */
  TOMBSTONE(true),
  /** A record under another key, or none. */
  WRONG_KEY(true),
  /** A record in another partition; none is made where there is only one. */
  WRONG_PARTITION(true),
  /**
   * A record over the limit of 1,048,576 bytes; one for the whole log, for the sake of its size.
   */
  OVERSIZED(true);

  private final boolean malformed;

  Attack() {
    this(false);
  }

  Attack(boolean malformed) {
    this.malformed = malformed;
  }

  /** Whether what comes of it is malformed by the way it is made, so that nobody need decode it. */
  boolean isMalformed() {
    return malformed;
  }
}
