package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Handshake;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whether an end of a channel is open, and how it ends: the channel is closed for both peers, or
 * this end lets go of it. Safe for use by many threads; only the first end counts.
 */
final class ChannelLife {
  private final Connection connection;
  private final Peer peer;
  private final Direction direction;
  private final ChannelParts parts;
  private final ChannelEvents events;
  private final Runnable ended;

  /** Without what the epochs know of it. */
  private final AtomicReference<ChannelState> state = new AtomicReference<>(ChannelState.OPEN);

  /**
   * The writing of our Close, for all who ask for it; null before the first, and after an error.
   */
  private @Nullable Mono<Void> closing;

  private final Sinks.Empty<Void> closed = Sinks.empty();

  /**
   * @param direction our own
   * @param ended run once, before the parts end
   */
  ChannelLife(
      Connection connection,
      Peer peer,
      Direction direction,
      ChannelParts parts,
      ChannelEvents events,
      Runnable ended) {
    this.connection = connection;
    this.peer = peer;
    this.direction = direction;
    this.parts = parts;
    this.events = events;
    this.ended = ended;
  }

  private ChannelId channel() {
    return parts.epochs().current().channel();
  }

  /** What can be done with the channel now. */
  ChannelState state() {
    ChannelState now = state.get();
    ChannelState ailment = now == ChannelState.OPEN ? parts.epochs().ailment() : null;
    return ailment == null ? now : ailment;
  }

  /** Closes the channel for both peers; see {@link PeerChannel#close}. */
  Mono<Void> close() {
    return Mono.defer(() -> {
      state.compareAndSet(ChannelState.OPEN, ChannelState.CLOSING);
      return parts.outbound().finish().then(Mono.defer(this::writeClose)).then(closed.asMono());
    });
  }

  private synchronized Mono<Void> writeClose() {
    if (isOver()) {
      return Mono.empty();
    }
    if (closing == null) {
      // Whoever asked first may give up while others wait: so it goes on, whoever does.
      closing =
          connection
              .append(Handshake.close(channel(), direction, peer.signingKey()))
              .doOnError(e -> forgetClose())
              .then()
              .cache();
    }
    return closing;
  }

  private synchronized void forgetClose() {
    closing = null;
  }

  /** Whether this end has written a Close, or is about to. */
  synchronized boolean hasWrittenClose() {
    return closing != null;
  }

  /** A Close was accepted: the keys are erased, here and in the vault. */
  void closed() {
    if (end(ChannelState.CLOSED)) {
      parts.end(new ChannelFailure.Closed(channel()), null);
      connection.metrics().erased(ChannelMetrics.Erased.CLOSE);
      events.complete();
      peer.vault()
          .erase(channel())
          .subscribe(
              nothing -> {},
              error -> closed.tryEmitError(new ChannelFailure.VaultUnavailable(channel(), error)),
              closed::tryEmitEmpty);
    }
  }

  /** Lets go of the channel without closing it: nothing more is sent or received here. */
  void detach(ChannelFailure cause) {
    if (end(ChannelState.DETACHED)) {
      parts.end(cause, cause);
      connection.metrics().erased(ChannelMetrics.Erased.DETACHED);
      events.complete();
      closed.tryEmitError(cause);
    }
  }

  /** Whether it has ended, in either way. */
  boolean isOver() {
    return isLast(state.get());
  }

  private boolean end(ChannelState last) {
    ChannelState before = state.getAndUpdate(now -> isLast(now) ? now : last);
    if (isLast(before)) {
      return false;
    }
    ended.run();
    return true;
  }

  private static boolean isLast(ChannelState state) {
    return state == ChannelState.CLOSED || state == ChannelState.DETACHED;
  }
}
