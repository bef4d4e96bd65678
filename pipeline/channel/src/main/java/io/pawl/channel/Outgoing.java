package io.pawl.channel;

import io.pawl.ratchet.Position;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A channel's sending direction in one epoch. */
interface Outgoing {
  /** Sends on subscription, unless as many wait as may. */
  Mono<Sent> send(byte[] payload);

  /** Sends these in order, asking for them no faster than they can be sent. */
  Flux<Sent> sendAll(Publisher<byte[]> payloads);

  /** Envelopes that the log has not acknowledged. */
  int unacknowledged();

  /** Whether this end may have sealed an envelope of that position, in its epoch. */
  boolean hasSealed(Position position);

  /**
   * Takes no more sends; completes when all that were taken are in the log, or given up. Errors if
   * the log refuses one, and may then be asked again.
   */
  Mono<Void> finish();

  /**
   * Ends it: what waits fails with {@code cause}, and the keys are erased. What is sealed may still
   * reach the log. Only the first end counts.
   */
  void end(ChannelFailure cause);
}
