package io.pawl.load.scenario;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a run found.
 *
 * @param seed that decided the traffic
 * @param at when it began
 * @param environment what it ran on, for a person, by name
 * @param samples one for each second that was measured
 * @param latency of all messages that were measured
 * @param verdicts outcomes by their code, of all records
 * @param sent what was sent
 * @param ledger what is wrong with the outcomes
 * @param isOurs whether nobody else wrote to the log
 * @param opening what the receiving peers made of what was accepted
 * @param clients what reading clients saw
 */
record LoadReport(
    Scenario scenario,
    long seed,
    Instant at,
    Map<String, String> environment,
    List<Sample> samples,
    Latency latency,
    Map<String, Long> verdicts,
    Sent sent,
    Ledger.Findings ledger,
    boolean isOurs,
    Opening opening,
    Client clients) {
  /**
   * What was sent.
   *
   * @param messages that peers sealed
   * @param lost those of them that were never written, as the scenario wanted
   * @param latestMillis how late the load itself was at worst: the load, not the system, was slow
   */
  record Sent(long messages, long lost, double latestMillis) {}

  /**
   * What the receiving peers made of what was accepted.
   *
   * @param accepted messages
   * @param opened messages, each once
   * @param unknown messages of drawn channels, which nobody can open
   * @param failed messages that did not open, or came twice
   */
  record Opening(long accepted, long opened, long unknown, long failed) {}

  /**
   * What reading clients saw.
   *
   * @param clients that read
   * @param stormMillis of each time that all went: until the last was back
   * @param unfinished times that not all came back
   * @param expected records that all together had to read; -1 if that is not known
   * @param read records that they read
   * @param repeated records that one read twice
   */
  record Client(
      int clients,
      List<Long> stormMillis,
      long unfinished,
      long expected,
      long read,
      long repeated) {}

  /** Copies the lists. */
  LoadReport {
    samples = List.copyOf(samples);
  }

  /** What is wrong, a sentence each; empty if all is accounted for. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    add(faults, ledger.lost(), "records have no outcome");
    add(faults, ledger.doubled(), "outcomes are of a record that has one already");
    add(faults, ledger.wrong(), "outcomes are not what the protocol asks for");
    add(faults, isOurs ? ledger.invented() : 0, "outcomes are of no record that was written");
    add(faults, opening.failed(), "accepted messages did not open at their peer, or came twice");
    add(
        faults,
        Math.abs(opening.accepted() - opening.opened() - opening.unknown() - opening.failed()),
        "accepted messages did not come to their peer");
    add(faults, clients.unfinished(), "times not all clients came back");
    add(faults, clients.repeated(), "records were read twice by a client");
    if (clients.expected() >= 0) {
      add(faults, Math.abs(clients.expected() - clients.read()), "records were missed by a client");
    }
    return faults;
  }

  private static void add(List<String> faults, long count, String what) {
    if (count > 0) {
      faults.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
  }

  /** Whether each record has the one outcome that it must have, and all that follows is right. */
  boolean isSuccess() {
    return faults().isEmpty();
  }

  /** What all comes to, in a sentence. */
  String verdict() {
    return isSuccess()
        ? String.format(
            Locale.ROOT,
            "All is accounted for: each of %,d records has one outcome, the right one.",
            ledger.records())
        : "NOT ALL IS ACCOUNTED FOR: " + String.join("; ", faults()) + ".";
  }

  /** Mean of the accepted records per second. */
  double acceptedPerSecond() {
    return samples.stream().mapToDouble(Sample::accepted).average().orElse(0);
  }
}
