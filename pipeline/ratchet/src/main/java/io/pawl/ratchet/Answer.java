package io.pawl.ratchet;

/**
 * The other peer's answer to an offer.
 *
 * @param offerId SHA-256 of the offer's body, 32 bytes
 * @param x25519 ephemeral public key, 32 bytes
 * @param mlkem ML-KEM-768 ciphertext, 1,088 bytes; empty for a BUMP
 * @param grant the epoch's admission keys under HPKE to the processors: key id, encapsulation and
 *     ciphertext, 116 bytes
 * @param signature Ed25519 by the answering peer, 64 bytes
 */
public record Answer(
    ChannelId channel, Bytes offerId, Bytes x25519, Bytes mlkem, Bytes grant, Bytes signature)
    implements LogRecord {}
