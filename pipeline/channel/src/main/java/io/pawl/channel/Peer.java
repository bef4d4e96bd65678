package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.EpochDirection;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.SigningKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One identity, its vault, and its channels. Safe for use by many threads. */
public final class Peer implements AutoCloseable {
  private final ChannelClient client;
  private final Connection connection;
  private final SigningKey identity;
  private final Vault vault;
  private final PolicyFloor floor;
  private final Set<Opening> openings = ConcurrentHashMap.newKeySet();
  private final Set<PeerChannel> channels = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Peer(
      ChannelClient client,
      Connection connection,
      SigningKey identity,
      Vault vault,
      PolicyFloor floor) {
    this.client = client;
    this.connection = connection;
    this.identity = identity;
    this.vault = vault;
    this.floor = floor;
  }

  /** This peer's Ed25519 identity, 32 bytes. */
  public Bytes identity() {
    return identity.publicKey();
  }

  /**
   * Offers a channel on subscription, and waits until the other peer has answered and the channel
   * is open. Put a {@code timeout} on it: cancelling withdraws the offer.
   *
   * <p>Errors with {@link ChannelFailure}: {@code PolicyRefused} before anything was offered,
   * {@code Refused} with the protocol's code, {@code Declined}, {@code NotAsAgreed} if the epoch is
   * not what the peers agreed on, {@code VaultUnavailable}, {@code NotWritten}, {@code Detached}.
   *
   * @param responder the other peer's Ed25519 identity, 32 bytes
   */
  public Mono<PeerChannel> open(Bytes responder, Policy policy) {
    return open(responder, policy, channel -> {});
  }

  /**
   * As above, for those who must name the channel before it is open.
   *
   * @param named told the channel's id before anything is written; must not block
   */
  public Mono<PeerChannel> open(Bytes responder, Policy policy, Consumer<ChannelId> named) {
    return Mono.defer(() -> {
      if (responder.equals(identity())) {
        throw new IllegalArgumentException("a channel joins two different peers");
      }
      check(policy);
      return connection
          .offsets()
          .anchors()
          .publishOn(connection.workers())
          .flatMap(anchors -> offer(responder, policy, anchors, named));
    });
  }

  private Mono<PeerChannel> offer(
      Bytes responder, Policy policy, Handshake.Anchors anchors, Consumer<ChannelId> named) {
    Handshake.Offered offered =
        Handshake.open(identity, responder, policy, anchors, connection.entropy());
    Offer offer = offered.offer();
    named.accept(offer.channel());
    // The copy first: whoever gives up erases the other.
    var kept = new Vault.Holding.Offered(offer, SecretCopies.of(offered.keys()));
    var opening = Opening.offered(connection, this, client.intake(offer.channel()), offered);
    return begin(opening, vault.offered(kept), offer);
  }

  /**
   * Answers an offer whose signature was verified.
   *
   * @param logOffset where it stands in the log
   */
  Mono<PeerChannel> accept(Offer offer, long logOffset) {
    return Mono.defer(
            () -> {
              check(offer.policy());
              return answer(offer, logOffset);
            })
        .subscribeOn(connection.workers());
  }

  private Mono<PeerChannel> answer(Offer offer, long logOffset) {
    Handshake.Answered answered =
        Handshake.answer(offer, identity, connection.processors(), connection.entropy(), null);
    var kept =
        new Vault.Holding.Answered(offer, answered.answer(), SecretCopies.of(answered.keys()));
    var opening =
        Opening.answered(
            connection, this, client.intake(offer.channel()), offer, logOffset, answered);
    return begin(opening, vault.answered(kept), answered.answer());
  }

  private Mono<PeerChannel> begin(Opening opening, Mono<Void> kept, LogRecord ours) {
    openings.add(opening);
    if (closed) {
      var cause = new ChannelFailure.Detached();
      opening.fail(cause);
      return Mono.error(cause);
    }
    return opening.run(kept, ours);
  }

  private void check(Policy policy) {
    String objection = floor.objection(policy);
    if (objection != null) {
      throw new ChannelFailure.PolicyRefused(objection);
    }
  }

  Mono<Void> decline(Offer offer) {
    return Mono.defer(() ->
            connection.append(Handshake.close(offer.channel(), Direction.RESPONDER, identity)))
        .then();
  }

  /**
   * Offers of channels from other peers: the pending ones, then new ones as they come. Each
   * subscription begins with all that are pending; one that is settled before it was asked for is
   * left out. No more than {@link ChannelLimits#invitations} are remembered until they are
   * accepted, declined or forgotten by the processor.
   */
  public Flux<Invitation> invitations() {
    return client.invitations(this);
  }

  /** A channel of this peer has opened. */
  PeerChannel opened(
      Opening opening,
      PartitionIntake intake,
      Offer offer,
      Direction direction,
      Sender sender,
      Receiver receiver,
      long activatedAt) {
    var outbound =
        new Outbound(
            connection, vault, offer.channel(), offer.epoch(), sender, offer.policy(), activatedAt);
    var channel =
        new PeerChannel(connection, intake, this, offer, direction, outbound, receiver, -1);
    channels.add(channel);
    openings.remove(opening);
    return channel;
  }

  /**
   * The channels that the vault keeps, as they go on: on subscription, once, before anything else
   * is done with this peer. What was still being opened when the last process ended is withdrawn.
   *
   * <p>A channel whose vault and log do not agree on what was sent comes {@link
   * ChannelState#DIVERGED}: it receives, and its sends fail with {@link ChannelFailure.NotResumed}.
   * One whose accepted records are gone errors with {@code Unreadable} where it is received from.
   */
  public Flux<PeerChannel> resume() {
    return vault
        .holdings()
        .concatMap(holding ->
            switch (holding) {
              case Vault.Holding.Offered offered -> withdraw(offered, offered.offer());
              case Vault.Holding.Answered answered -> withdraw(answered, answered.offer());
              case Vault.Holding.Begun begun -> resume(begun);
            });
  }

  private Mono<PeerChannel> withdraw(Vault.Holding holding, Offer offer) {
    holding.erase();
    return connection
        .append(Handshake.close(offer.channel(), directionIn(offer), identity))
        .then(vault.erase(offer.channel()))
        .then(Mono.empty());
  }

  private Mono<PeerChannel> resume(Vault.Holding.Begun begun) {
    return new Resumption(connection, vault, directionIn(begun.offer()))
        .outgoing(begun)
        .publishOn(connection.workers())
        .flatMap(outgoing -> attach(begun, outgoing));
  }

  private Mono<PeerChannel> attach(Vault.Holding.Begun begun, Outgoing outgoing) {
    Offer offer = begun.offer();
    Direction direction = directionIn(offer);
    var incoming =
        new EpochDirection(offer.channel(), offer.epoch(), direction.opposite(), offer.policy());
    PartitionIntake intake = client.intake(offer.channel());
    var channel =
        new PeerChannel(
            connection,
            intake,
            this,
            offer,
            direction,
            outgoing,
            Receiver.restore(incoming, begun.receiving()),
            begun.taken());
    channels.add(channel);
    if (closed) {
      channel.detach(new ChannelFailure.Detached());
    }
    return intake
        .attach(channel.end(), begun.next())
        .doOnError(error ->
            channel.detach(
                error instanceof ChannelFailure failure
                    ? failure
                    : new ChannelFailure.Unreadable(channel.id(), error)))
        .onErrorComplete()
        .thenReturn(channel);
  }

  private Direction directionIn(Offer offer) {
    return offer.initiator().equals(identity()) ? Direction.INITIATOR : Direction.RESPONDER;
  }

  /** Whether its channels are to be let go of: one that opens meanwhile too. */
  boolean isClosed() {
    return closed;
  }

  void forget(Opening opening) {
    openings.remove(opening);
  }

  void forget(PeerChannel channel) {
    channels.remove(channel);
  }

  Vault vault() {
    return vault;
  }

  SigningKey signingKey() {
    return identity;
  }

  /**
   * Lets go of all channels without closing them, and erases their keys from memory. The vault and
   * the identity stay.
   */
  @Override
  public void close() {
    closed = true;
    var cause = new ChannelFailure.Detached();
    openings.forEach(opening -> opening.fail(cause));
    channels.forEach(channel -> channel.detach(cause));
    client.forget(this);
  }

  @Override
  public String toString() {
    return "Peer[" + identity() + "]";
  }
}
