package io.pawl.stream;

import org.reactivestreams.Subscriber;

/** How an assignment ends, or one reading of it. */
sealed interface End {
  /** Handed over in order. */
  record Revoked() implements End {}

  /** Gone without a handover, or unreadable. */
  record Failed(Throwable why) implements End {}

  /** Tells a subscriber. */
  default void signal(Subscriber<?> subscriber) {
    switch (this) {
      case Revoked() -> subscriber.onComplete();
      case Failed(Throwable why) -> subscriber.onError(why);
    }
  }
}
