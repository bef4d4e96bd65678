package io.pawl.load.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.load.chaos.check.Findings;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The account of a run.
 *
 * @param seed that it ran from
 * @param findings of the check
 * @param audit of what was left
 * @param recoveries of lanes, in all processors
 * @param pauses after each fault
 * @param seconds of traffic
 */
record ChaosReport(
    long seed, Findings findings, AuditReport audit, long recoveries, Pauses pauses, double seconds)
    implements NumbersReport {
  @Override
  public boolean isSuccess() {
    return findings.isClean() && audit.isClean();
  }

  private long kills() {
    return pauses.faults().stream().filter(after -> after.fault().isOfProcessor()).count();
  }

  private Map<Fault, Integer> faults() {
    Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
    pauses.faults().forEach(after -> counts.merge(after.fault(), 1, Integer::sum));
    return counts;
  }

  @Override
  public Account account() {
    Account account = new Account();
    account.add("kills", "kills", kills());
    account.add("records", "records", findings.records());
    account.add("accepted", "accepted", findings.accepted());
    account.add("rejected", "rejected", findings.rejected());
    account.add("lost", "lost", findings.lost());
    account.add("duplicated", "duplicated", findings.duplicated());
    account.add("reordered", "reordered", findings.reordered());
    account.add("wronglyAccepted", "wrongly accepted", findings.wronglyAccepted());
    account.add("wronglyRefused", "wrongly refused", findings.wronglyRefused());
    account.add("wrongEvents", "wrong events", findings.wrongEvents());
    account.add("wrongFacts", "wrong facts", findings.wrongFacts());
    account.add("audited", "records audited", audit.audited());
    account.add("auditDifferences", "audit differences", audit.differences());
    account.add("recoveries", "recoveries", recoveries);
    account.add("longestPauseMillis", "longest pause (ms)", pauses.longestMillis());
    ObjectNode alone = account.json().putObject("pauseMillisAfter");
    pauses
        .longestAlone()
        .forEach((fault, millis) -> {
          alone.put(name(fault), millis);
          account.row("  after " + name(fault), millis);
        });
    ObjectNode inflicted = account.json().putObject("faults");
    faults()
        .forEach((fault, count) -> {
          inflicted.put(name(fault), count);
          account.row("  faults, " + name(fault), count);
        });
    account.json().put("seconds", Math.round(seconds * 10) / 10.0);
    account.json().put("seed", seed);
    return account;
  }

  @Override
  public String praise() {
    return "Each record of the log has one outcome, the right one, in its place.";
  }

  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }
}
