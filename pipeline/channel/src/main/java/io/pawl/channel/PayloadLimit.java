package io.pawl.channel;

import io.pawl.ratchet.Policy;
import io.pawl.stream.codec.Codec;

/** How large a payload may be, so that its envelope fits into one record of the log. */
final class PayloadLimit {
  /**
   * What an envelope has besides its cells: wire format (5), channel (16), epoch (5), direction
   * (1), slot (10), counter (5), length of the ciphertext (5), tag (16), all at their longest.
   */
  private static final int FRAME = 63;

  /** The AEAD's tag at the end of the ciphertext. */
  private static final int AEAD_TAG = 16;

  /** The payload's length in front of it. */
  private static final int LENGTH_PREFIX = 4;

  private PayloadLimit() {}

  /** In bytes, under {@code policy}. */
  static int of(Policy policy) {
    int cells = (Codec.MAX_VALUE_BYTES - FRAME - AEAD_TAG) / policy.cellBytes();
    return cells * policy.cellBytes() - LENGTH_PREFIX;
  }
}
