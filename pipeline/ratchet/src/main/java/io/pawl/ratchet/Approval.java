package io.pawl.ratchet;

/**
 * An approver's consent to an offer.
 *
 * @param offerId SHA-256 of the offer's body, 32 bytes
 * @param approver index in the policy's list of approvers
 * @param signature Ed25519 by that approver, 64 bytes
 */
public record Approval(ChannelId channel, Bytes offerId, int approver, Bytes signature)
    implements LogRecord {}
