package io.pawl.stream.codec;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
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

  /**
   * The dead letter of a record.
   *
   * @param record null if it does not decode
   * @param size length of its value in bytes
   */
  public static Rejection of(
      @Nullable LogRecord record, Refusal refusal, Action action, int size, long logOffset) {
    return switch (record) {
      case null -> new Rejection(null, refusal, action, null, null, null, null, size, logOffset);
      case Envelope e ->
          new Rejection(
              e.channel(),
              refusal,
              action,
              e.epoch(),
              e.direction(),
              e.slot(),
              e.counter(),
              size,
              logOffset);
      case Offer o ->
          new Rejection(
              o.channel(), refusal, action, o.epoch(), o.offerer(), null, null, size, logOffset);
      case Close c ->
          new Rejection(
              c.channel(), refusal, action, null, c.closer(), null, null, size, logOffset);
      case Answer a ->
          new Rejection(a.channel(), refusal, action, null, null, null, null, size, logOffset);
      case Approval a ->
          new Rejection(a.channel(), refusal, action, null, null, null, null, size, logOffset);
    };
  }
}
