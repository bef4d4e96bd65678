package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Position;

/**
 * A message that is sealed and on its way to the log: whoever keeps this can ask later, in another
 * process too, whether it arrived. Nothing of it is secret.
 *
 * @param position its name in its direction
 * @param tag of its envelope, 16 bytes: nobody can make another envelope of that tag
 * @param logReached a log offset that the channel's partition had reached before; at least 0
 */
public record Sealed(Position position, Bytes tag, long logReached) {
  /**
   * Whether that record of its channel is its envelope. The tag tells: whoever else writes it has
   * seen it in the log.
   *
   * @param own the direction that it was sealed in
   */
  boolean isThat(LogRecord record, Direction own) {
    return record instanceof Envelope envelope
        && envelope.direction() == own
        && envelope.position().equals(position)
        && envelope.tag().equals(tag);
  }
}
