package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Sender;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One peer's end of an open channel. Safe for use by many threads.
 *
 * <p>Signals come on the client's worker threads, each of which serves many channels: a subscriber
 * that blocks or computes long must {@code publishOn} a thread of its own.
 */
public final class PeerChannel {
  private final Connection connection;
  private final PartitionIntake intake;
  private final Peer peer;
  private final ChannelId channel;
  private final Direction direction;
  private final boolean resumed;
  private final Outbound outbound;
  private final Reception reception;
  private final long taken;
  private final EpochLine epochs;
  private final Refresh refresh;
  private final IdleRefresh idle;
  private final ChannelEvents events;
  private final ChannelLife life;
  private final OpenEnd end;

  PeerChannel(Connection connection, PartitionIntake intake, Peer peer, Standing standing) {
    this.connection = connection;
    this.intake = intake;
    this.peer = peer;
    this.taken = standing.taken();
    this.channel = standing.current().channel();
    this.direction = standing.own();
    this.resumed = standing.resumed();
    this.events = new ChannelEvents(connection.metrics());
    this.outbound =
        new Outbound(
            connection,
            peer.vault(),
            channel,
            standing.current().policy(),
            standing.sending(),
            standing.loggedAt(),
            () -> refreshIfDue(Refresh.When.BEFORE_SEND));
    this.reception =
        new Reception(
            connection,
            peer.vault(),
            channel,
            standing.receiving(),
            standing.next(),
            standing.taken(),
            this::vaultFailed);
    this.epochs = new EpochLine(connection, peer, standing, outbound, reception, new Ears());
    this.refresh = standing.refresh() == null ? connection.refresh() : standing.refresh();
    this.idle = new IdleRefresh(refresh, System.nanoTime());
    var parts = new ChannelParts(outbound, reception, epochs);
    this.life = new ChannelLife(connection, peer, direction, parts, events, this::forget);
    this.end = new OpenEnd(connection.metrics(), direction, parts, idle, events, life);
  }

  private void forget() {
    intake.detach(end);
    peer.forget(this);
  }

  /** The channel's id. */
  public ChannelId id() {
    return channel;
  }

  /** The direction that we send in: which of the two peers we are. */
  public Direction direction() {
    return direction;
  }

  /** The other peer's Ed25519 identity, 32 bytes. */
  public Bytes partner() {
    return epochs.identityOf(direction.opposite());
  }

  /** The current epoch, the key version, from 1. */
  public int epoch() {
    return epochs.current().epoch();
  }

  /** The policy of the current epoch. */
  public Policy policy() {
    return epochs.current().policy();
  }

  /** When this end gets the channel new keys without being asked. */
  public Refresh refresh() {
    return refresh;
  }

  /** What can be done with the channel now. */
  public ChannelState state() {
    return life.state();
  }

  /** How this end stands, for operators. */
  public ChannelHealth health() {
    Offer current = epochs.current();
    SendingEpoch.Sight sight = outbound.sight();
    return new ChannelHealth(
        channel,
        direction,
        partner(),
        state(),
        current.epoch(),
        epochs.activatedAt(),
        reception.overlap(),
        sight == null
            ? null
            : new ChannelHealth.Place(sight.next().slot(), sight.next().counter(), sight.keyId()),
        reception.place(),
        epochs.pendingHealth(),
        resumed,
        epochs.isDiverged(),
        epochs.isExpired(),
        epochs.throttle());
  }

  /**
   * Sixty digits in groups of five, which both peers compare over another way of talking: if they
   * are the same, nobody stands between them. The last 60 decimal digits of SHA-256 over "pawl/1
   * safety" and both Ed25519 identities, the lesser one first, read as an unsigned number. It holds
   * for all channels between the two.
   */
  public String safetyNumber() {
    return SafetyNumber.of(peer.identity(), partner());
  }

  /**
   * Begins the next epoch on subscription, at full strength: offers it, and completes with its
   * number when it has begun and what is sealed next is sealed in it. Sends wait meanwhile as long
   * as they must, and go on. The partner has to be there to answer: put a {@code timeout} on it.
   * The offer stands until it expires, whoever waits.
   *
   * <p>Errors with {@link ChannelFailure}: {@code Refused} with the protocol's code, {@code
   * NotAsAgreed}, {@code NotWritten}, {@code VaultUnavailable}, {@code Closed}, {@code Detached}.
   * {@code STALE_EPOCH}, {@code EPOCH_GAP} and most often {@code TRANSITION_PENDING} are found
   * before anything is written.
   *
   * @param epoch that is to begin: the current one and 1
   * @param reason with another than routine, the epoch before leaves no overlap
   */
  public Mono<Integer> rekey(int epoch, Reason reason) {
    return propose(Kind.REKEY, () -> epoch, reason);
  }

  /**
   * Begins the next epoch on subscription, as an idle refresh, otherwise as {@link #rekey}. Without
   * keys of the current epoch it is refused with {@code REKEY_REQUIRED}.
   */
  public Mono<Integer> bump() {
    return propose(Kind.BUMP, () -> epoch() + 1, Reason.ROUTINE);
  }

  private Mono<Integer> propose(Kind kind, IntSupplier epoch, Reason reason) {
    return Mono.defer(() ->
        switch (state()) {
          case OPEN, HEALING, DIVERGED -> epochs.propose(kind, epoch.getAsInt(), reason);
          case CLOSING, CLOSED -> Mono.error(new ChannelFailure.Closed(channel));
          case DETACHED -> Mono.error(new ChannelFailure.Detached());
        });
  }

  /** All that stood in the log when this end came back was read. */
  void caughtUp() {
    epochs.caughtUp();
  }

  /** Some time has passed, and the partition's log has come to that offset. */
  void elapse(long logOffset) {
    epochs.elapse(logOffset);
    outbound.elapse(logOffset);
    reception.expire(logOffset);
    refreshIfDue(Refresh.When.BACKGROUND);
  }

  private void refreshIfDue(Refresh.When now) {
    if (refresh.when() == now && idle.isDue(System.nanoTime()) && state() == ChannelState.OPEN) {
      // What becomes of it is told by events: the partner may have had the same thought.
      bump().subscribe(epoch -> {}, error -> {});
    }
  }

  /** Messages of ours that are sealed, and that the log has not acknowledged. */
  public int unacknowledged() {
    return outbound.unacknowledged();
  }

  /**
   * Log offset of the last message that was acknowledged or handed over by an earlier process, and
   * does not come again; -1 if there is none.
   */
  public long acknowledged() {
    return taken;
  }

  /** The largest payload that can be sent, in bytes. */
  public int maxPayloadBytes() {
    return Sender.maxPayload(policy());
  }

  /**
   * Sends one message on subscription, in order of subscription; completes when the log has it. The
   * payload must not change until then.
   *
   * <p>Brokers that are away are waited for: put a {@code timeout} on it. Cancelled before it was
   * sealed, the message is not sent; afterwards it may still be. Errors are {@link
   * ChannelFailure}s: {@code Closed}, {@code Diverged}, {@code TooManyWaiting}, {@code
   * PayloadTooLarge}, {@code VaultUnavailable}, {@code NotWritten}, {@code Detached}.
   */
  public Mono<Sent> send(byte[] payload) {
    return outbound.send(payload);
  }

  /**
   * Sends one message as {@link #send(byte[])} does, for a caller that must know what became of it
   * even if this process ends before the log answers: the envelope is not written before what
   * {@code keeping} gives has completed, nor is what is sealed after it. So it should not take
   * long, and must not block. It is asked for every message that is sealed, before the one before
   * is kept: many may share a write to the disk.
   *
   * <p>If it errors, the envelope is written all the same, since a gap in the slot would cost the
   * channel its epoch; the send then errors with the same.
   *
   * @param keeping makes it durable; {@link #find} tells later what became of it
   */
  public Mono<Sent> send(byte[] payload, Function<Sealed, Mono<Void>> keeping) {
    return outbound.send(payload, keeping);
  }

  /**
   * Where the log has a message that this end sealed, in this process or an earlier one; empty if
   * it has not, and this end will not write it any more. Reads the partition from where it stood at
   * the seal: for the few messages of which it is not known.
   *
   * <p>An earlier process must have ended, and what it gave to the brokers must have arrived.
   * Errors with {@link ChannelFailure}: {@code NotWritten} if the log still does not take it,
   * {@code Unreadable}, also if the log no longer reaches back so far.
   */
  public Mono<Sent> find(Sealed sealed) {
    return outbound
        .settled(sealed.position())
        .then(
            connection
                .search()
                .find(
                    channel,
                    connection.partition(channel),
                    sealed.logReached(),
                    record -> sealed.isThat(record, direction)))
        .map(logOffset -> new Sent(sealed.position(), logOffset))
        .onErrorMap(
            error -> !(error instanceof ChannelFailure),
            error -> new ChannelFailure.Unreadable(channel, error));
  }

  /**
   * Sends these messages in order, and asks for them no faster than the log takes them. Ends with
   * the first that fails, see {@link #send(byte[])}.
   */
  public Flux<Sent> sendAll(Publisher<byte[]> payloads) {
    return outbound.sendAll(payloads);
  }

  /**
   * What the partner sent, in order of acceptance, each message once. Completes when the channel is
   * closed; errors with {@link ChannelFailure} if it cannot be read any more.
   *
   * <p>One subscriber at a time; another may follow, and goes on where the one before stopped.
   * Messages that nobody asks for are kept up to {@link ChannelLimits}. Then no more are read until
   * half of them were taken: those of this channel alone, and from where it stood.
   */
  public Flux<Message> receive() {
    return reception.messages();
  }

  /**
   * Acknowledges a message and all before it, on subscription: completes when it is durable that
   * they do not come again. Where {@link Delivery#ONCE_HANDED_OVER} is enough, that is at once.
   *
   * <p>Errors with {@link ChannelFailure}: {@code VaultUnavailable}, {@code Detached}.
   */
  public Mono<Void> acknowledge(Message message) {
    return reception.acknowledge(message.logOffset());
  }

  /**
   * What happens to the channel besides messages. The first few are kept for the first subscriber;
   * afterwards, what a subscriber does not take in time is dropped and counted.
   */
  public Flux<ChannelEvent> events() {
    return events.all();
  }

  /**
   * Closes the channel for both peers, for ever: waits until what was sent is in the log, writes a
   * signed Close, and completes once that was accepted and the keys are erased. May be asked again
   * after an error or a timeout.
   */
  public Mono<Void> close() {
    return life.close();
  }

  /** Whether it has ended, in either way. */
  boolean isOver() {
    return life.isOver();
  }

  /** This end as its partition's intake sees it. */
  ChannelEnd end() {
    return end;
  }

  /** Lets go of the channel without closing it: nothing more is sent or received here. */
  void detach(ChannelFailure cause) {
    life.detach(cause);
  }

  /** What the epochs tell. */
  private final class Ears implements EpochEars {
    @Override
    public void tell(ChannelEvent event) {
      if (event instanceof ChannelEvent.EpochBegan) {
        idle.begun(System.nanoTime());
      }
      events.tell(event);
    }

    @Override
    public void refused(Proposal proposal, Refusal code) {
      connection.metrics().transitionRefused(proposal.kind(), code);
      connection.metrics().erased(ChannelMetrics.Erased.FAILURE);
      tell(new ChannelEvent.TransitionRefused(proposal.epoch(), proposal.kind(), code));
    }

    @Override
    public void vaultFailed(Throwable cause) {
      PeerChannel.this.vaultFailed(cause);
    }
  }

  private void vaultFailed(Throwable cause) {
    life.detach(new ChannelFailure.VaultUnavailable(channel, cause));
  }

  @Override
  public String toString() {
    return "PeerChannel[" + id() + ", " + direction + ", " + state() + "]";
  }
}
