package io.pawl.channel;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.SigningKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One identity, its vault, and its channels. Safe for use by many threads. */
public final class Peer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Peer.class);

  /** Channels that look at the log together: they share its readings. */
  private static final int RESUMING = 256;

  /** An emission by another thread is done long before. */
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final ChannelClient client;
  private final Connection connection;
  private final SigningKey identity;
  private final Vault vault;
  private final PolicyFloor floor;
  private final Set<Opening> openings = ConcurrentHashMap.newKeySet();
  private final Set<PendingChannel> pending = ConcurrentHashMap.newKeySet();
  private final Set<PeerChannel> channels = ConcurrentHashMap.newKeySet();
  private final Sinks.Many<PeerChannel> late = Sinks.many().unicast().onBackpressureBuffer();

  /** For channels that the vault does not know. */
  private final Disposable.Swap search = Disposables.swap();

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
   * not what the peers agreed on, {@code VaultUnavailable}, {@code NotWritten}, {@code Unreadable},
   * {@code Detached}. Those after {@code NotAsAgreed} decide nothing: what the vault has of the
   * offer goes on with {@link #resume} of the next process.
   *
   * @param responder the other peer's Ed25519 identity, 32 bytes
   */
  public Mono<PeerChannel> open(Bytes responder, Policy policy) {
    return open(responder, policy, null, channel -> {});
  }

  /**
   * As above, for those who must name the channel before it is open.
   *
   * @param refresh of this channel at this end, as long as it lives; null: as the client's settings
   *     say at the time
   * @param named told the channel's id before anything is written; must not block
   */
  public Mono<PeerChannel> open(
      Bytes responder, Policy policy, @Nullable Refresh refresh, Consumer<ChannelId> named) {
    return Mono.defer(() -> {
      if (responder.equals(identity())) {
        throw new IllegalArgumentException("a channel joins two different peers");
      }
      check(policy);
      return connection
          .offsets()
          .anchors()
          .publishOn(connection.workers())
          .flatMap(anchors ->
              offer(
                  Handshake.open(identity, responder, policy, anchors, connection.entropy()),
                  refresh,
                  named));
    });
  }

  private Mono<PeerChannel> offer(
      Handshake.Offered offered, @Nullable Refresh refresh, Consumer<ChannelId> named) {
    Offer offer = offered.offer();
    named.accept(offer.channel());
    var used = new Vault.Holding.Offered(offer, offered.keys(), 0, refresh);
    var opening = Opening.offered(connection, this, client.intake(offer.channel()), used);
    return begin(
        opening,
        opening.run(
            next ->
                vault.offered(
                    new Vault.Holding.Offered(
                        offer, SecretCopies.of(offered.keys()), next, refresh)),
            offer));
  }

  /**
   * Answers an offer whose signature was verified.
   *
   * @param logOffset where it stands in the log
   */
  Mono<PeerChannel> accept(Offer offer, long logOffset, @Nullable Refresh refresh) {
    return Mono.defer(
            () -> {
              check(offer.policy());
              return answer(offer, logOffset, refresh);
            })
        .subscribeOn(connection.workers());
  }

  private Mono<PeerChannel> answer(Offer offer, long logOffset, @Nullable Refresh refresh) {
    Handshake.Answered answered =
        Handshake.answer(offer, identity, connection.processors(), connection.entropy(), null);
    Answer answer = answered.answer();
    var used = new Vault.Holding.Answered(offer, answer, answered.keys(), logOffset, 0, refresh);
    var opening = Opening.answered(connection, this, client.intake(offer.channel()), used);
    return begin(
        opening,
        opening.run(
            next ->
                vault.answered(
                    new Vault.Holding.Answered(
                        offer, answer, SecretCopies.of(answered.keys()), logOffset, next, refresh)),
            answer));
  }

  private Mono<PeerChannel> begin(Opening opening, Mono<PeerChannel> running) {
    openings.add(opening);
    if (closed) {
      var cause = new ChannelFailure.Detached();
      opening.leave(cause);
      return Mono.error(cause);
    }
    return running;
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
    return client
        .invited(identity())
        .map(invited -> new Invitation(this, invited.offer(), invited.logOffset()));
  }

  /**
   * Offers that wait for this identity as an approver: those of the last 100,000 accepted records
   * of each partition, then new ones within a second or so. One that is settled before it was asked
   * for may still come; approving it changes nothing. At most {@link ChannelLimits#invitations} are
   * remembered until they are settled.
   */
  public Flux<PendingApproval> approvals() {
    return client.approvals(this);
  }

  /** A channel of this peer has opened. */
  PeerChannel opened(Opening opening, PartitionIntake intake, Standing standing) {
    var channel = new PeerChannel(connection, intake, this, standing);
    channels.add(channel);
    openings.remove(opening);
    return channel;
  }

  /**
   * The channels that the vault keeps, as they go on: on subscription, once, before anything else
   * is done with this peer. Transitions that were under way go on with them, and so do channels
   * that were still being opened: {@link #opening} gives those.
   *
   * <p>A channel whose vault and log do not agree on what was sent comes {@link
   * ChannelState#HEALING}: it receives, and begins another epoch by itself. One whose accepted
   * records are gone errors with {@code Unreadable} where it is received from.
   *
   * <p>If the vault is an old copy, or was made for an identity that existed, it may not know all
   * channels ({@link Vault#isIncomplete}). The others are looked for in the background, among all
   * accepted records that are retained, and taken up as {@link #recover} does.
   */
  public Flux<PeerChannel> resume() {
    return vault
        .holdings()
        .collectMultimap(Vault.Holding::channel)
        .flatMapMany(kept ->
            Flux.fromIterable(kept.values())
                .flatMap(this::resume, RESUMING)
                .doOnComplete(() -> lookBeyond(kept.keySet())));
  }

  /** Takes up what the vault does not know, if that may be. */
  private void lookBeyond(Set<ChannelId> known) {
    if (!vault.isIncomplete()) {
      return;
    }
    search.update(
        client
            .lost(identity(), known)
            .publishOn(connection.workers())
            .flatMap(this::takeUp)
            .subscribe(
                nothing -> {},
                error ->
                    log.warn(
                        "{} takes up the rest of its channels after the next start: {}",
                        this,
                        error.toString())));
  }

  private Mono<Void> takeUp(LostChannelDesk.Found found) {
    log.info("{} does not know {} of its channels: takes them up", this, found.channels().size());
    return Flux.fromIterable(found.channels())
        .concatMap(kept -> isHere(kept.channel()) ? Mono.<PeerChannel>empty() : recover(kept))
        .doOnNext(this::tellLate)
        .then(found.complete() ? vault.completed() : Mono.<Void>empty());
  }

  /** Opened or taken up since it was read. */
  private boolean isHere(ChannelId channel) {
    return channels.stream().anyMatch(here -> here.id().equals(channel))
        || openings.stream().anyMatch(here -> here.channel().equals(channel));
  }

  private void tellLate(PeerChannel channel) {
    late.emitNext(channel, Sinks.EmitFailureHandler.busyLooping(BUSY));
  }

  /**
   * Channels that come after {@link #resume}: those that were still being opened when the last
   * process ended, as they open, and those that the vault did not know, as they are found. One that
   * was declined or refused meanwhile is left out; its keys are erased. To one subscriber.
   */
  public Flux<PeerChannel> opening() {
    return late.asFlux();
  }

  /**
   * Channels that are still being opened since an earlier process began to, after {@link #resume}.
   */
  public List<PendingChannel> pending() {
    return List.copyOf(pending);
  }

  /**
   * Takes up a channel of this identity whose keys are lost with the vault, on subscription: learns
   * from the accepted records that are retained which epoch it is in, and begins the next. The
   * channel comes {@link ChannelState#HEALING}: what is sent waits until the partner has answered.
   * What the partner sent meanwhile cannot be read any more.
   *
   * <p>Errors with {@link ChannelFailure}: {@code Unreadable} if the records that tell of the
   * current epoch are gone or the channel is not this peer's, {@code Closed}, {@code
   * VaultUnavailable}.
   *
   * @throws IllegalStateException as an error, if the channel is here already
   */
  public Mono<PeerChannel> recover(ChannelId channel) {
    return Mono.defer(() -> {
      if (isHere(channel)) {
        return Mono.error(new IllegalStateException("channel " + channel + " is here already"));
      }
      var recovery = new Recovery(channel, identity());
      return connection
          .acceptedSearch()
          .scan(channel, client.intake(channel).partition(), recovery)
          .map(recovery::kept)
          .flatMap(this::recover);
    });
  }

  private Mono<PeerChannel> recover(KeptChannel kept) {
    return vault
        .begun(kept.begun(), false)
        .onErrorMap(e -> new ChannelFailure.VaultUnavailable(kept.begun().channel(), e))
        .then(Mono.fromSupplier(() -> resumption(kept).recovered(kept)))
        .publishOn(connection.workers())
        .flatMap(this::attach);
  }

  private Mono<PeerChannel> resume(Collection<Vault.Holding> parts) {
    KeptChannel kept = KeptChannel.of(parts);
    if (kept == null) {
      return reopen(parts);
    }
    return resume(kept);
  }

  private Mono<PeerChannel> resume(KeptChannel kept) {
    return resumption(kept).standing(kept).publishOn(connection.workers()).flatMap(this::attach);
  }

  private Resumption resumption(KeptChannel kept) {
    return new Resumption(connection, directionIn(kept.begun().offer()));
  }

  private Mono<PeerChannel> reopen(Collection<Vault.Holding> parts) {
    return Mono.<PeerChannel>fromRunnable(() -> parts.forEach(this::reopen))
        .subscribeOn(connection.workers());
  }

  private void reopen(Vault.Holding part) {
    switch (part) {
      case Vault.Holding.Offered offered -> reopen(offered);
      case Vault.Holding.Answered answered -> reopen(answered);
      case Vault.Holding.Begun _, Vault.Holding.Waiting _, Vault.Holding.Fading _ -> part.erase();
    }
  }

  private void reopen(Vault.Holding.Offered offered) {
    Offer offer = offered.offer();
    var opening = Opening.offered(connection, this, client.intake(offer.channel()), offered);
    reopen(opening, offer, opening.resume(offered.next(), offer));
  }

  private void reopen(Vault.Holding.Answered answered) {
    Offer offer = answered.offer();
    var opening = Opening.answered(connection, this, client.intake(offer.channel()), answered);
    reopen(opening, offer, opening.resume(answered.next(), answered.answer()));
  }

  private void reopen(Opening opening, Offer offer, Mono<PeerChannel> running) {
    Sinks.One<PeerChannel> opened = Sinks.one();
    var underWay = Disposables.swap();
    var waits = new PendingChannel(offer, directionIn(offer), opened.asMono(), underWay);
    pending.add(waits);
    underWay.update(
        begin(opening, running)
            .doFinally(signal -> pending.remove(waits))
            .subscribe(
                channel -> {
                  tellLate(channel);
                  opened.tryEmitValue(channel);
                },
                // It is over, or the vault keeps it for the next start.
                opened::tryEmitError));
  }

  private Mono<PeerChannel> attach(Standing standing) {
    PartitionIntake intake = client.intake(standing.current().channel());
    var channel = new PeerChannel(connection, intake, this, standing);
    channels.add(channel);
    if (closed) {
      channel.detach(new ChannelFailure.Detached());
      return Mono.just(channel);
    }
    return intake
        .attach(channel.end(), standing.next())
        .doOnSuccess(attached -> attached(channel, intake))
        .doOnError(error ->
            channel.detach(
                error instanceof ChannelFailure failure
                    ? failure
                    : new ChannelFailure.Unreadable(channel.id(), error)))
        .onErrorComplete()
        .thenReturn(channel);
  }

  private static void attached(PeerChannel channel, PartitionIntake intake) {
    if (channel.isOver()) {
      // It was let go of before there was anything to detach.
      intake.detach(channel.end());
      return;
    }
    intake
        .caughtUp(channel.id())
        .subscribe(nothing -> {}, error -> channel.caughtUp(), channel::caughtUp);
  }

  /** Some time has passed. */
  void elapse() {
    channels.forEach(
        channel -> channel.elapse(client.intake(channel.id()).logPosition(channel.id())));
    openings.forEach(Opening::elapse);
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

  PolicyFloor floor() {
    return floor;
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
    search.dispose();
    var cause = new ChannelFailure.Detached();
    openings.forEach(opening -> opening.leave(cause));
    channels.forEach(channel -> channel.detach(cause));
    late.tryEmitComplete();
    client.forget(this);
  }

  @Override
  public String toString() {
    return "Peer[" + identity() + "]";
  }
}
