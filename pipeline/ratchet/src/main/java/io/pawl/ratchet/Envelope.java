package io.pawl.ratchet;

/**
 * A sealed message.
 *
 * @param epoch unsigned 32 bits on the wire; a negative one is malformed
 * @param slot unsigned 64 bits on the wire; a negative one is malformed
 * @param counter unsigned 64 bits on the wire; a negative one is malformed
 * @param ciphertext whole cells and the AEAD's 16-byte tag
 * @param tag the admission tag, 16 bytes
 */
public record Envelope(
    ChannelId channel,
    int epoch,
    Direction direction,
    long slot,
    int counter,
    Bytes ciphertext,
    Bytes tag)
    implements LogRecord {

  /** The same envelope under another tag. */
  Envelope withTag(Bytes other) {
    return new Envelope(channel, epoch, direction, slot, counter, ciphertext, other);
  }

  /** Where the envelope stands in its direction. */
  public Position position() {
    return new Position(epoch, slot, counter);
  }
}
