package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a peer has written for one channel, until the log acknowledges it. Lost in a crash. */
final class Outbox {
  private final Wire wire;
  private final Set<LogRecord> unacknowledged = new LinkedHashSet<>();

  /** Envelopes that have not come back among the accepted ones. */
  private final Set<Envelope> unaccepted = new LinkedHashSet<>();

  Outbox(Wire wire) {
    this.wire = wire;
  }

  void write(LogRecord record) {
    unacknowledged.add(record);
    if (record instanceof Envelope envelope) {
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
  }

  boolean awaits(LogRecord record) {
    return unacknowledged.contains(record);
  }

  int envelopes() {
    int count = 0;
    for (LogRecord record : unacknowledged) {
      count += record instanceof Envelope ? 1 : 0;
    }
    return count;
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
    unaccepted.removeIf(envelope -> envelope.epoch() < epoch);
  }
}
