package io.pawl.channel;

import io.pawl.ratchet.Position;

/**
 * A message that was accepted and opened.
 *
 * @param position its name in its direction
 * @param payload as the partner sent it; the receiver's own
 * @param logOffset where it stands in the channel's partition of the log
 */
// Messages are delivered once and compared by nobody; a copy of each payload would buy nothing.
@SuppressWarnings("ArrayRecordComponent")
public record Message(Position position, byte[] payload, long logOffset) {
  /** The payload's length only: what it says is nobody else's business. */
  @Override
  public String toString() {
    return "Message[" + position + ", " + payload.length + " bytes, logOffset=" + logOffset + "]";
  }
}
