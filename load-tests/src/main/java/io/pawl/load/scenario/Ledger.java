package io.pawl.load.scenario;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds what became of each record of the log against what had to become of it by the protocol. For
 * any threads.
 */
final class Ledger {
  /** Stands beside the codes of refusals. */
  static final String ACCEPTED = "ACCEPTED";

  /** Enough to see a pattern; a broken run may have as many as records. */
  private static final int MAX_EXAMPLES = 20;

  /**
   * A record that was written.
   *
   * @param expected {@link #ACCEPTED}, or the code that refuses it
   * @param due when it was due, as {@link System#nanoTime()}
   * @param message whether it is a message of a peer, whose latency counts if it is accepted
   */
  record Written(String expected, long due, boolean message) {}

  private record Outcome(String code, long seen) {}

  /** One partition of the log. */
  private static final class Side {
    private final long base;
    private final Map<Long, Written> open = new HashMap<>();

    /** Outcomes of records that the producer has not heard of yet. */
    private final Map<Long, Outcome> early = new HashMap<>();

    private final BitSet told = new BitSet();
    private long accepted;

    private Side(long base) {
      this.base = base;
    }
  }

  private final List<Side> sides = new ArrayList<>();
  private final Latencies latencies;
  private final Map<String, Long> verdicts = new TreeMap<>();
  private final List<String> examples = new ArrayList<>();
  private long written;
  private long settled;
  private long accepted;
  private long acceptedMessages;
  private long doubled;
  private long wrong;

  /**
   * An empty one.
   *
   * @param begins the first offset of each partition of the log that this run writes
   * @param latencies told of each accepted message
   */
  Ledger(long[] begins, Latencies latencies) {
    this.latencies = latencies;
    for (long begin : begins) {
      sides.add(new Side(begin));
    }
  }

  /** A record stands in the log. */
  synchronized void written(int partition, long offset, Written record) {
    written++;
    Side side = sides.get(partition);
    Outcome outcome = side.early.remove(offset);
    if (outcome == null) {
      side.open.put(offset, record);
    } else {
      settle(partition, offset, record, outcome);
    }
  }

  /**
   * An outcome is visible.
   *
   * @param offset of its record in the log
   * @param code {@link #ACCEPTED}, or that of the refusal
   * @param seen now, as {@link System#nanoTime()}
   */
  synchronized void told(int partition, long offset, String code, long seen) {
    Side side = sides.get(partition);
    if (offset < side.base) {
      return;
    }
    int index = Math.toIntExact(offset - side.base);
    if (side.told.get(index)) {
      doubled++;
      example(partition, offset, "another outcome, " + code);
      return;
    }
    side.told.set(index);
    Written record = side.open.remove(offset);
    Outcome outcome = new Outcome(code, seen);
    if (record == null) {
      side.early.put(offset, outcome);
    } else {
      settle(partition, offset, record, outcome);
    }
  }

  private void settle(int partition, long offset, Written record, Outcome outcome) {
    settled++;
    verdicts.merge(outcome.code(), 1L, Long::sum);
    if (!outcome.code().equals(record.expected())) {
      wrong++;
      example(partition, offset, outcome.code() + ", expected " + record.expected());
      return;
    }
    if (outcome.code().equals(ACCEPTED)) {
      accepted++;
      sides.get(partition).accepted++;
      if (record.message()) {
        acceptedMessages++;
        latencies.arrived(record.due(), outcome.seen());
      }
    }
  }

  private void example(int partition, long offset, String what) {
    if (examples.size() < MAX_EXAMPLES) {
      examples.add("partition %d, log offset %d: %s".formatted(partition, offset, what));
    }
  }

  /** Records in the log without a visible outcome. */
  synchronized long backlog() {
    return written - settled;
  }

  /** Records that were accepted. */
  synchronized long accepted() {
    return accepted;
  }

  /** Records that were accepted, by partition. */
  synchronized long[] acceptedByPartition() {
    return sides.stream().mapToLong(side -> side.accepted).toArray();
  }

  /** Messages that were accepted. */
  synchronized long acceptedMessages() {
    return acceptedMessages;
  }

  /** Records with an outcome. */
  synchronized long settled() {
    return settled;
  }

  /** Outcomes by their code. */
  synchronized Map<String, Long> verdicts() {
    return new TreeMap<>(verdicts);
  }

  /** What is wrong, once all outcomes that will ever come are visible. */
  synchronized Findings findings() {
    long lost = 0;
    long invented = 0;
    for (int i = 0; i < sides.size(); i++) {
      Side side = sides.get(i);
      lost += side.open.size();
      invented += side.early.size();
      for (long offset : side.open.keySet()) {
        example(i, offset, "no outcome");
      }
    }
    return new Findings(written, lost, doubled, wrong, invented, List.copyOf(examples));
  }

  /**
   * What an account comes to.
   *
   * @param records that were written
   * @param lost records without an outcome
   * @param doubled outcomes of a record beyond its first
   * @param wrong outcomes that are not what the protocol asks for
   * @param invented outcomes of records that this run did not write
   * @param examples of them, for people
   */
  record Findings(
      long records, long lost, long doubled, long wrong, long invented, List<String> examples) {}
}
