package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Another peer's offer of a channel, which waits for our answer. Its signature was verified. */
public final class Invitation {
  private final Peer peer;
  private final Offer offer;
  private final long logOffset;

  Invitation(Peer peer, Offer offer, long logOffset) {
    this.peer = peer;
    this.offer = offer;
    this.logOffset = logOffset;
  }

  /** The channel that it would open. */
  public ChannelId channel() {
    return offer.channel();
  }

  /** The Ed25519 identity of the peer that invites, 32 bytes. */
  public Bytes initiator() {
    return offer.initiator();
  }

  /** The policy that it asks for. */
  public Policy policy() {
    return offer.policy();
  }

  /** Where the offer stands in the channel's partition of the log. */
  public long logOffset() {
    return logOffset;
  }

  /**
   * Answers, and waits until the channel is open. Errors with {@link ChannelFailure}: {@code
   * PolicyRefused} before anything was answered if the policy is below this peer's floor; {@code
   * Refused}, {@code Declined} if it was withdrawn meanwhile, {@code NotAsAgreed}, {@code
   * VaultUnavailable}, {@code NotWritten}, {@code Unreadable}, {@code Detached}. Those after {@code
   * NotAsAgreed} decide nothing: what the vault has of the answer goes on with {@link Peer#resume}
   * of the next process.
   *
   * <p>An answer that comes too late is refused without a word to us: put a {@code timeout} on it.
   * Cancelling closes the channel. Each subscription answers anew.
   */
  public Mono<PeerChannel> accept() {
    return peer.accept(offer, logOffset, null);
  }

  /**
   * The same.
   *
   * @param refresh of this channel at this end, as long as it lives; null: as the client's settings
   *     say at the time
   */
  public Mono<PeerChannel> accept(@Nullable Refresh refresh) {
    return peer.accept(offer, logOffset, refresh);
  }

  /** Closes the channel before it is open; completes when the log has it. */
  public Mono<Void> decline() {
    return peer.decline(offer);
  }

  @Override
  public String toString() {
    return "Invitation[" + channel() + " from " + initiator() + "]";
  }
}
