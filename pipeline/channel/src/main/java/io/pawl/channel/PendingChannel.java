package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A channel that an earlier process of this peer began to open, and that is not open yet. */
public final class PendingChannel {
  private final Offer offer;
  private final Direction direction;
  private final Mono<PeerChannel> opened;
  private final Disposable running;

  PendingChannel(Offer offer, Direction direction, Mono<PeerChannel> opened, Disposable running) {
    this.offer = offer;
    this.direction = direction;
    this.opened = opened;
    this.running = running;
  }

  /** Its id. */
  public ChannelId id() {
    return offer.channel();
  }

  /** The direction that this peer will send in: the initiator's if it offered the channel. */
  public Direction direction() {
    return direction;
  }

  /** The other peer's identity, 32 bytes. */
  public Bytes partner() {
    return direction == Direction.INITIATOR ? offer.responder() : offer.initiator();
  }

  /** What was offered. */
  public Policy policy() {
    return offer.policy();
  }

  /**
   * What becomes of it, for any number of subscribers. {@link Peer#opening} gives the channel too.
   * Errors as {@link Peer#open} does; cancelling changes nothing.
   */
  public Mono<PeerChannel> opened() {
    return opened;
  }

  /**
   * Withdraws the offer, or the answer to it; a channel that opens at that moment is closed. After
   * {@link #opened} has given it, that changes nothing.
   */
  public void withdraw() {
    running.dispose();
  }

  @Override
  public String toString() {
    return "PendingChannel[" + id() + "]";
  }
}
