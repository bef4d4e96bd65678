package io.pawl.processor;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Refusal;
import io.pawl.stream.codec.Rejection;
import org.jspecify.annotations.Nullable;

/** What a refused record can tell of itself. */
final class Rejections {
  private Rejections() {}

  /**
   * The dead letter of a record.
   *
   * @param record null if it does not decode
   * @param size length of its value in bytes
   */
  static Rejection of(
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
