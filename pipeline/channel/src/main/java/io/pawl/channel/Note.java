package io.pawl.channel;

import io.pawl.ratchet.Position;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What the caller keeps of a message before its envelope may reach the log. For the one whose turn
 * it is; the caller is done whenever it likes.
 */
final class Note {
  private final Function<Sealed, Mono<Void>> keeping;
  private final Sinks.Empty<Void> settled = Sinks.empty();
  private @Nullable Position position;
  private @Nullable Throwable failure;

  /** Set last: whoever sees it sees the failure. */
  private volatile boolean done;

  Note(Function<Sealed, Mono<Void>> keeping) {
    this.keeping = keeping;
  }

  /** Has the caller keep it; {@code whenDone} is told from wherever that ends. */
  void take(Sealed sealed, Runnable whenDone) {
    position = sealed.position();
    Mono.defer(() -> keeping.apply(sealed))
        .subscribe(
            nothing -> {},
            error -> {
              failure = error;
              done(whenDone);
            },
            () -> done(whenDone));
  }

  private void done(Runnable whenDone) {
    done = true;
    whenDone.run();
  }

  /** Whether the envelope may be written. */
  boolean isDone() {
    return done;
  }

  /** Why it is not kept; null if it is, or may still be. */
  @Nullable Throwable failure() {
    return done ? failure : null;
  }

  /** Of the envelope. */
  Position position() {
    if (position == null) {
      throw new IllegalStateException("not sealed yet");
    }
    return position;
  }

  /** The log has the envelope, or it is given up. */
  void settle() {
    settled.tryEmitEmpty();
  }

  /** Completes when the log has the envelope, or it is given up. */
  Mono<Void> settled() {
    return settled.asMono();
  }
}
