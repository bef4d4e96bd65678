package io.pawl.ratchet.simulation;

import io.pawl.ratchet.LogRecord;
import java.util.ArrayList;
import java.util.List;

/** What one peer has written and the log has not got yet, and what the network kept of it. */
final class Wire {
  private final List<LogRecord> inFlight = new ArrayList<>();

  /** Copies that come late, or never. */
  private final List<LogRecord> kept = new ArrayList<>();

  void write(LogRecord record) {
    inFlight.add(record);
  }

  boolean carries(LogRecord record) {
    return inFlight.contains(record);
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  int size() {
    return inFlight.size();
  }

  LogRecord get(int index) {
    return inFlight.get(index);
  }

  LogRecord take(int index) {
    return inFlight.remove(index);
  }

  void keep(LogRecord record) {
    kept.add(record);
  }

  int kept() {
    return kept.size();
  }

  LogRecord takeKept(int index) {
    return kept.remove(index);
  }
}
