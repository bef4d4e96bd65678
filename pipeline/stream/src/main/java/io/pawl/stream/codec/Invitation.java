package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;

/**
 * A pending OPEN, for the responder that it is addressed to.
 *
 * @param initiator who asks: an Ed25519 identity, 32 bytes
 * @param offerId SHA-256 of the offer's body, 32 bytes
 * @param logOffset of the offer, in the channel's log partition
 */
public record Invitation(ChannelId channel, Bytes initiator, Bytes offerId, long logOffset) {}
