package io.pawl.channel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Those who wait for the same. Any thread may come to wait; one at a time tells them. */
final class Waiters {
  private final Queue<Sinks.Empty<Void>> waiting = new ConcurrentLinkedQueue<>();

  /** One more, from now on; ends as it is told. */
  Mono<Void> add() {
    Sinks.Empty<Void> waiter = Sinks.empty();
    waiting.add(waiter);
    return waiter.asMono();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Tells those who wait now, and not who asks again when they hear of it.
   *
   * @param cause why it did not come; null if it has
   */
  void tell(@Nullable ChannelFailure cause) {
    for (int left = waiting.size(); left > 0; left--) {
      Sinks.Empty<Void> waiter = waiting.remove();
      if (cause == null) {
        waiter.tryEmitEmpty();
      } else {
        waiter.tryEmitError(cause);
      }
    }
  }
}
