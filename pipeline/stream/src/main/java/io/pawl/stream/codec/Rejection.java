package io.pawl.stream.codec;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log that was refused: what it could tell of itself, never its ciphertext.
 *
 * @param channel null where the record does not decode
 * @param code the name of a {@link Refusal}, or a code that a later version added
 * @param epoch null where the record names none
 * @param direction null where the record names none
 * @param slot null for all but envelopes
 * @param counter null for all but envelopes
 * @param size length of the refused value in bytes
 * @param logOffset its offset in the log
 */
public record Rejection(
    @Nullable ChannelId channel,
    String code,
    Action action,
    @Nullable Integer epoch,
    @Nullable Direction direction,
    @Nullable Long slot,
    @Nullable Integer counter,
    int size,
    long logOffset) {

  /** A rejection with a code of this version. */
  public Rejection(
      @Nullable ChannelId channel,
      Refusal refusal,
      Action action,
      @Nullable Integer epoch,
      @Nullable Direction direction,
      @Nullable Long slot,
      @Nullable Integer counter,
      int size,
      long logOffset) {
    this(channel, refusal.name(), action, epoch, direction, slot, counter, size, logOffset);
  }
}
