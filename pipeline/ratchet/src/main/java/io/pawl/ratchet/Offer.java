package io.pawl.ratchet;

/**
 * The offer of a new epoch.
 *
 * @param offerer the side that offers
 * @param initiator Ed25519 identity of the initiator, 32 bytes
 * @param responder Ed25519 identity of the responder, 32 bytes
 * @param x25519 ephemeral public key, 32 bytes
 * @param mlkem ML-KEM-768 encapsulation key, 1,184 bytes; empty for a BUMP
 * @param anchor a recent offset of the channel's log partition in an OPEN, 0 otherwise
 * @param signature Ed25519 by the offerer over the offer's body, 64 bytes
 */
public record Offer(
    Kind kind,
    ChannelId channel,
    int epoch,
    Direction offerer,
    Bytes initiator,
    Bytes responder,
    Bytes x25519,
    Bytes mlkem,
    Reason reason,
    long anchor,
    Policy policy,
    Bytes signature)
    implements LogRecord {

  /** The same offer under another signature. */
  Offer withSignature(Bytes other) {
    return new Offer(
        kind, channel, epoch, offerer, initiator, responder, x25519, mlkem, reason, anchor, policy,
        other);
  }

  /** The identity of the peer that offers. */
  public Bytes offererIdentity() {
    return offerer == Direction.INITIATOR ? initiator : responder;
  }

  /** The identity of the peer that is to answer. */
  public Bytes answererIdentity() {
    return offerer == Direction.INITIATOR ? responder : initiator;
  }
}
