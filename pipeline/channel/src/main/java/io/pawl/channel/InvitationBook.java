package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * What one subscriber knows of the invitations of one identity: which wait to be delivered, which
 * were and are not settled. Bounded: what does not fit is left in its topic, and read again later.
 */
final class InvitationBook {
  private final Bytes identity;
  private final int limit;
  private final ChannelMetrics metrics;
  private final FluxSink<Invited> subscriber;
  private final Consumer<InvitationBook> readAgain;

  private final Map<ChannelId, Invited> waiting = new LinkedHashMap<>();
  private final Set<ChannelId> delivered = new HashSet<>();

  /**
   * Settled while the topic is read from its beginning, with the offset that says so: the reading
   * may still come past the invitation itself.
   */
  private final Map<ChannelId, Long> settled = new HashMap<>();

  private boolean reading;
  private boolean overflowed;
  private final AtomicInteger turns = new AtomicInteger();

  /**
   * @param readAgain asks for another reading from the beginning
   */
  InvitationBook(
      Bytes identity,
      int limit,
      ChannelMetrics metrics,
      FluxSink<Invited> subscriber,
      Consumer<InvitationBook> readAgain) {
    this.identity = identity;
    this.limit = limit;
    this.metrics = metrics;
    this.subscriber = subscriber;
    this.readAgain = readAgain;
  }

  Bytes identity() {
    return identity;
  }

  /** A reading from the beginning starts. */
  synchronized void readingBegins() {
    reading = true;
    overflowed = false;
  }

  /** It has reached what was the end when it started. */
  void readingEnds() {
    if (endReading()) {
      readAgain.accept(this);
    }
  }

  private synchronized boolean endReading() {
    reading = false;
    settled.clear();
    // All may have been settled meanwhile: then nothing is left to bring another occasion.
    return mayReadAgain();
  }

  /** Whether what did not fit has room now; to be asked once. */
  private boolean mayReadAgain() {
    if (reading || !overflowed || waiting.size() + delivered.size() > limit / 2) {
      return false;
    }
    overflowed = false;
    return true;
  }

  /** An invitation stands at {@code offset}. */
  void invited(Invited invitation, long offset) {
    if (enter(invitation, offset)) {
      deliver();
    }
  }

  private synchronized boolean enter(Invited invitation, long offset) {
    ChannelId channel = invitation.offer().channel();
    if (waiting.containsKey(channel)
        || delivered.contains(channel)
        || settled.getOrDefault(channel, -1L) > offset) {
      return false;
    }
    if (waiting.size() + delivered.size() >= limit) {
      overflowed = true;
      metrics.invitationDropped();
      return false;
    }
    waiting.put(channel, invitation);
    return true;
  }

  /** The invitation to {@code channel} is settled, as the record at {@code offset} says. */
  void settled(ChannelId channel, long offset) {
    if (strike(channel, offset)) {
      readAgain.accept(this);
    }
  }

  private synchronized boolean strike(ChannelId channel, long offset) {
    waiting.remove(channel);
    delivered.remove(channel);
    // One that is forgotten here is delivered although settled, and refused when accepted.
    if (reading && settled.size() < limit) {
      settled.put(channel, offset);
    }
    return mayReadAgain();
  }

  /** Gives the subscriber what it has asked for. */
  void deliver() {
    if (turns.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    do {
      while (subscriber.requestedFromDownstream() > 0) {
        Invited next = next();
        if (next == null) {
          break;
        }
        subscriber.next(next);
      }
      missed = turns.addAndGet(-missed);
    } while (missed != 0);
  }

  private synchronized @Nullable Invited next() {
    Map.Entry<ChannelId, Invited> first =
        waiting.isEmpty() ? null : waiting.entrySet().iterator().next();
    if (first == null) {
      return null;
    }
    waiting.remove(first.getKey());
    delivered.add(first.getKey());
    return first.getValue();
  }

  void fail(Throwable error) {
    subscriber.error(error);
  }
}
