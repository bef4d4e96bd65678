package io.pawl.channel;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What happens to a channel besides messages, for whoever subscribes. Safe for use by many threads.
 */
final class ChannelEvents {
  /** Of events that nobody has taken yet, the first so many are kept. */
  private static final int MOST_KEPT = 64;

  /** An event that is being emitted by another thread is done long before. */
  private static final Duration BUSY = Duration.ofSeconds(1);

  private final ChannelMetrics metrics;
  private final Sinks.Many<ChannelEvent> events =
      Sinks.many().multicast().onBackpressureBuffer(MOST_KEPT, false);

  ChannelEvents(ChannelMetrics metrics) {
    this.metrics = metrics;
  }

  /** Tells of one; dropped and counted, if it is not taken in time. */
  void tell(ChannelEvent event) {
    if (events.tryEmitNext(event).isFailure()) {
      metrics.eventDropped();
    }
  }

  /** All that are told from now on, after the first few that nobody has taken. */
  Flux<ChannelEvent> all() {
    return events.asFlux();
  }

  /** There will be no more. */
  void complete() {
    events.emitComplete(Sinks.EmitFailureHandler.busyLooping(BUSY));
  }
}
