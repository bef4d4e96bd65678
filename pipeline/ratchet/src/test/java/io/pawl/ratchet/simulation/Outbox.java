package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What a peer has written for one channel, until the log acknowledges it. Lost in a crash. */
final class Outbox {
  private final Wire wire;
  private final Set<LogRecord> unacknowledged = new LinkedHashSet<>();

  /** Envelopes among them, oldest first, each with its place among all of ours. */
  private final Map<Envelope, Long> places = new LinkedHashMap<>();

  private long sealed;

  /** Envelopes that have not come back among the accepted ones. */
  private final Set<Envelope> unaccepted = new LinkedHashSet<>();

  Outbox(Wire wire) {
    this.wire = wire;
  }

  void write(LogRecord record) {
    unacknowledged.add(record);
    if (record instanceof Envelope envelope) {
      places.put(envelope, sealed++);
      unaccepted.add(envelope);
    }
    wire.write(record);
  }

  /** Writes again, as the same bytes and in order, what the network seems to have lost. */
  void retry() {
    for (LogRecord record : unacknowledged) {
      if (!wire.carries(record)) {
        wire.write(record);
      }
    }
  }

  void acknowledged(LogRecord record) {
    unacknowledged.remove(record);
    places.keySet().remove(record);
  }

  /** Whether any envelope is under way. */
  boolean hasEnvelopes() {
    return !places.isEmpty();
  }

  /**
   * Envelopes from the oldest unacknowledged one to the newest of all. Where acknowledgements can
   * come out of order, it is this that must stay within the window and the overlap, and not the
   * number of those that are unacknowledged.
   */
  long span() {
    return places.isEmpty() ? 0 : sealed - places.values().iterator().next();
  }

  void accepted(Envelope envelope) {
    unaccepted.remove(envelope);
  }

  /** Whether that envelope is ours, and was never seen accepted. */
  boolean misses(Envelope envelope) {
    return unaccepted.contains(envelope);
  }

  /** Gives up what is sealed in an epoch before {@code epoch}. */
  void dropBefore(int epoch) {
    unacknowledged.removeIf(
        record -> record instanceof Envelope envelope && envelope.epoch() < epoch);
    places.keySet().removeIf(envelope -> envelope.epoch() < epoch);
    unaccepted.removeIf(envelope -> envelope.epoch() < epoch);
  }
}
