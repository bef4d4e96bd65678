package io.pawl.ratchet;

/**
 * The end of a channel, by either peer.
 *
 * @param closer the side that closes
 * @param signature Ed25519 by that peer, 64 bytes
 */
public record Close(ChannelId channel, Direction closer, Bytes signature) implements LogRecord {}
