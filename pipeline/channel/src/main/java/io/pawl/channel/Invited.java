package io.pawl.channel;

import io.pawl.ratchet.Offer;

/**
 * An offer of a channel that waits for an identity's answer. Its signature was verified.
 *
 * @param offer an OPEN
 * @param logOffset where it stands in the channel's partition of the log
 */
public record Invited(Offer offer, long logOffset) {}
