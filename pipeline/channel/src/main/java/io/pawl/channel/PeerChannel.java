package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Receiver;
import io.pawl.ratchet.Sender;
import io.pawl.ratchet.Verification;
import io.pawl.stream.codec.Accepted;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One peer's end of an open channel. Safe for use by many threads.
 *
 * <p>Signals come on the client's worker threads, each of which serves many channels: a subscriber
 * that blocks or computes long must {@code publishOn} a thread of its own.
 */
public final class PeerChannel {
  /** Of events that nobody has taken yet, the first so many are kept. */
  private static final int EVENTS = 64;

  /** An event that is being emitted by another thread is done long before. */
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final Connection connection;
  private final PartitionIntake intake;
  private final Peer peer;
  private final Offer offer;
  private final Direction direction;
  private final Outgoing outbound;
  private final Reception reception;
  private final End end = new End();

  private final AtomicReference<ChannelState> state;
  private final AtomicBoolean closeWritten = new AtomicBoolean();
  private final Sinks.Empty<Void> closed = Sinks.empty();
  private final Sinks.Many<ChannelEvent> events =
      Sinks.many().multicast().onBackpressureBuffer(EVENTS, false);

  /**
   * @param offer that opened the current epoch
   * @param direction ours
   * @param taken log offset of the last message that is not to be handed over again
   */
  PeerChannel(
      Connection connection,
      PartitionIntake intake,
      Peer peer,
      Offer offer,
      Direction direction,
      Outgoing outbound,
      Receiver receiver,
      long taken) {
    this.connection = connection;
    this.intake = intake;
    this.peer = peer;
    this.offer = offer;
    this.direction = direction;
    this.outbound = outbound;
    this.state =
        new AtomicReference<>(
            outbound instanceof Silenced ? ChannelState.DIVERGED : ChannelState.OPEN);
    ChannelId channel = offer.channel();
    this.reception =
        new Reception(
            connection,
            peer.vault(),
            channel,
            offer.epoch(),
            receiver,
            taken,
            cause -> detach(new ChannelFailure.VaultUnavailable(channel, cause)));
  }

  /** The channel's id. */
  public ChannelId id() {
    return offer.channel();
  }

  /** The direction that we send in: which of the two peers we are. */
  public Direction direction() {
    return direction;
  }

  /** The other peer's Ed25519 identity, 32 bytes. */
  public Bytes partner() {
    return identityOf(direction.opposite());
  }

  /** The current epoch, from 1. */
  public int epoch() {
    return offer.epoch();
  }

  /** The policy of the current epoch. */
  public Policy policy() {
    return offer.policy();
  }

  /** What can be done with the channel now. */
  public ChannelState state() {
    return state.get();
  }

  /** Messages of ours that are sealed, and that the log has not acknowledged. */
  public int unacknowledged() {
    return outbound.unacknowledged();
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
    return events.asFlux();
  }

  /**
   * Closes the channel for both peers, for ever: waits until what was sent is in the log, writes a
   * signed Close, and completes once that was accepted and the keys are erased. May be asked again
   * after an error or a timeout.
   */
  public Mono<Void> close() {
    return Mono.defer(() -> {
      state.compareAndSet(ChannelState.OPEN, ChannelState.CLOSING);
      state.compareAndSet(ChannelState.DIVERGED, ChannelState.CLOSING);
      return outbound.finish().then(Mono.defer(this::writeClose)).then(closed.asMono());
    });
  }

  private Mono<Void> writeClose() {
    if (ended() || !closeWritten.compareAndSet(false, true)) {
      return Mono.empty();
    }
    return connection
        .append(Handshake.close(id(), direction, peer.signingKey()))
        .doOnError(e -> closeWritten.set(false))
        .then();
  }

  private boolean ended() {
    return state.get() == ChannelState.CLOSED || state.get() == ChannelState.DETACHED;
  }

  private Bytes identityOf(Direction side) {
    return side == Direction.INITIATOR ? offer.initiator() : offer.responder();
  }

  /** This end as its partition's intake sees it. */
  ChannelEnd end() {
    return end;
  }

  /** Lets go of the channel without closing it: nothing more is sent or received here. */
  void detach(ChannelFailure cause) {
    if (leave(ChannelState.DETACHED)) {
      outbound.end(cause);
      reception.end(cause);
      events.emitComplete(Sinks.EmitFailureHandler.busyLooping(BUSY));
      closed.tryEmitError(cause);
    }
  }

  private void closed() {
    if (leave(ChannelState.CLOSED)) {
      outbound.end(new ChannelFailure.Closed(id()));
      reception.end(null);
      events.emitComplete(Sinks.EmitFailureHandler.busyLooping(BUSY));
      peer.vault()
          .erase(id())
          .subscribe(
              nothing -> {},
              error -> closed.tryEmitError(new ChannelFailure.VaultUnavailable(id(), error)),
              closed::tryEmitEmpty);
    }
  }

  private boolean leave(ChannelState last) {
    ChannelState before = state.getAndUpdate(now -> isLast(now) ? now : last);
    if (isLast(before)) {
      return false;
    }
    intake.detach(end);
    peer.forget(this);
    return true;
  }

  private static boolean isLast(ChannelState state) {
    return state == ChannelState.CLOSED || state == ChannelState.DETACHED;
  }

  private void tell(ChannelEvent event) {
    if (events.tryEmitNext(event).isFailure()) {
      connection.metrics().eventDropped();
    }
  }

  /** What the intake brings. */
  private final class End implements ChannelEnd {
    @Override
    public ChannelId channel() {
      return id();
    }

    @Override
    public boolean hasRoom(Accepted record) {
      return !(record instanceof Accepted.Passed(Envelope envelope))
          || envelope.direction() == direction
          || reception.hasRoom();
    }

    @Override
    public void whenRoom(Runnable goOn) {
      reception.whenRoom(goOn);
    }

    @Override
    public void take(Accepted record, long offset, long logOffset) {
      switch (record) {
        case Accepted.Passed(Envelope envelope) -> take(envelope, logOffset);
        case Accepted.Passed(Close close) -> take(close, logOffset);
        case Accepted.Passed(var other) ->
            connection.metrics().ignored(ChannelMetrics.Ignored.OUT_OF_PLACE);
        case Accepted.Told(Event event) -> take(event);
      }
    }

    private void take(Envelope envelope, long logOffset) {
      if (envelope.direction() == direction) {
        if (!outbound.hasSealed(envelope.position())) {
          impersonated(logOffset);
        }
      } else if (!reception.take(envelope, logOffset)) {
        // The place where a REKEY with reason suspicious will be decided on.
        tell(new ChannelEvent.NotAuthentic(envelope.position(), logOffset));
      }
    }

    private void take(Close close, long logOffset) {
      if (Verification.close(close, identityOf(close.closer())) != null) {
        connection.metrics().ignored(ChannelMetrics.Ignored.FORGED);
        return;
      }
      if (close.closer() == direction && !closeWritten.get()) {
        impersonated(logOffset);
      }
      closed();
    }

    private void impersonated(long logOffset) {
      connection.metrics().ignored(ChannelMetrics.Ignored.FORGED);
      tell(new ChannelEvent.Impersonated(logOffset));
    }

    private void take(Event event) {
      if (event instanceof Event.ReestablishRequired required
          && !required.advisory()
          && required.direction() == direction
          && required.epoch() == epoch()) {
        state.compareAndSet(ChannelState.OPEN, ChannelState.DIVERGED);
        outbound.end(new ChannelFailure.Diverged(id(), required.code()));
      }
      tell(new ChannelEvent.Told(event));
    }

    @Override
    public void settle(long next) {
      reception.settle(next);
    }

    @Override
    public void unreadable(Throwable cause) {
      detach(new ChannelFailure.Unreadable(id(), cause));
    }
  }

  @Override
  public String toString() {
    return "PeerChannel[" + id() + ", " + direction + ", " + state.get() + "]";
  }
}
