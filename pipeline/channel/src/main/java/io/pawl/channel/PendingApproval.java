package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.SigningKey;
import reactor.core.publisher.Mono;

/** An offer that waits for our approval. Its signature was verified. */
public final class PendingApproval {
  private final Connection connection;
  private final SigningKey identity;
  private final Offer offer;
  private final int index;

  /**
   * @param index ours among the approvers
   */
  PendingApproval(Connection connection, SigningKey identity, Offer offer, int index) {
    this.connection = connection;
    this.identity = identity;
    this.offer = offer;
    this.index = index;
  }

  /** The channel whose epoch would begin. */
  public ChannelId channel() {
    return offer.channel();
  }

  /** What kind of transition it is. */
  public Kind kind() {
    return offer.kind();
  }

  /** Why it is offered, as the offerer says. */
  public Reason reason() {
    return offer.reason();
  }

  /** The epoch that would begin. */
  public int epoch() {
    return offer.epoch();
  }

  /** Ed25519 identity of the channel's initiator, 32 bytes. */
  public Bytes initiator() {
    return offer.initiator();
  }

  /** Ed25519 identity of the channel's responder, 32 bytes. */
  public Bytes responder() {
    return offer.responder();
  }

  /** The policy of that epoch. */
  public Policy policy() {
    return offer.policy();
  }

  /** Names the offer: SHA-256 of its body, 32 bytes. */
  public Bytes offerId() {
    return Handshake.offerId(offer);
  }

  /**
   * Approves it on subscription; completes when the log has that. Errors with {@link
   * ChannelFailure.NotWritten}. One that comes too late, or twice, changes nothing.
   */
  public Mono<Void> approve() {
    return Mono.defer(() -> connection.append(Handshake.approve(offer, index, identity))).then();
  }

  @Override
  public String toString() {
    return "PendingApproval[%s of epoch %d, channel %s]"
        .formatted(offer.kind(), offer.epoch(), offer.channel());
  }
}
