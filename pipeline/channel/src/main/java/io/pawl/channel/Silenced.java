package io.pawl.channel;

import io.pawl.ratchet.Position;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A sending direction in which nothing may be sealed any more, since nobody knows what was: it has
 * no keys.
 */
final class Silenced implements Outgoing {
  private volatile ChannelFailure cause;

  Silenced(ChannelFailure cause) {
    this.cause = cause;
  }

  @Override
  public Mono<Sent> send(byte[] payload) {
    return Mono.error(() -> cause);
  }

  @Override
  public Flux<Sent> sendAll(Publisher<byte[]> payloads) {
    return Flux.error(() -> cause);
  }

  @Override
  public int unacknowledged() {
    return 0;
  }

  /** An earlier process may have sealed anything. */
  @Override
  public boolean hasSealed(Position position) {
    return true;
  }

  @Override
  public Mono<Void> finish() {
    return Mono.empty();
  }

  @Override
  public void end(ChannelFailure cause) {
    this.cause = cause;
  }
}
