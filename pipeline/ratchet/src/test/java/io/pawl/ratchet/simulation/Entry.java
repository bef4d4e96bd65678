package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Verdict;
import org.jspecify.annotations.Nullable;

/** A record of the log, and what the processor that never stops made of it. */
final class Entry {
  private final long offset;
  private final Bytes key;
  private final LogRecord record;
  private @Nullable Outcome outcome;
  private @Nullable View view;

  Entry(long offset, Bytes key, LogRecord record) {
    this.offset = offset;
    this.key = key;
    this.record = record;
  }

  long offset() {
    return offset;
  }

  Bytes key() {
    return key;
  }

  LogRecord record() {
    return record;
  }

  /** Whether the processor has come this far. */
  boolean isDecided() {
    return outcome != null;
  }

  void decide(Outcome decided, @Nullable View after) {
    outcome = decided;
    view = after;
  }

  Outcome outcome() {
    if (outcome == null) {
      throw new IllegalStateException("nobody has decided offset " + offset);
    }
    return outcome;
  }

  boolean isAccepted() {
    return outcome().verdict() instanceof Verdict.Accepted;
  }

  /** The record's channel after it; null if there is none. */
  @Nullable View view() {
    return view;
  }
}
