package io.pawl.load.chaos;

import io.pawl.checkpoint.audit.AuditReport;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The account of a run that killed sinks.
 *
 * @param seed that it ran from
 * @param kills of the sink
 * @param snapshots of a partition that became visible
 * @param factsIn facts that processors wrote
 * @param recordsOut records that the sink wrote
 * @param logCollected offsets of the log that were deleted
 * @param factsCollected offsets of the facts that were deleted
 * @param lanesLive whether every partition was served again, by processors that recovered from what
 *     was left
 * @param audits of what was left, now and then and at the end
 */
record SinkReport(
    long seed,
    int kills,
    long snapshots,
    long factsIn,
    long recordsOut,
    long logCollected,
    long factsCollected,
    boolean lanesLive,
    List<AuditReport> audits)
    implements NumbersReport {
  SinkReport {
    audits = List.copyOf(audits);
  }

  private long sum(ToLongFunction<AuditReport> count) {
    return audits.stream().mapToLong(count).sum();
  }

  @Override
  public boolean isSuccess() {
    return audits.stream().allMatch(AuditReport::isClean)
        && lanesLive
        && snapshots > 0
        && logCollected > 0;
  }

  @Override
  public Account account() {
    Account account = new Account();
    account.add("kills", "kills", kills);
    account.add("snapshots", "snapshots", snapshots);
    account.add("factsIn", "facts in", factsIn);
    account.add("recordsOut", "records out", recordsOut);
    account.add("logCollected", "log collected", logCollected);
    account.add("factsCollected", "facts collected", factsCollected);
    account.add("audits", "audits", audits.size());
    account.add("audited", "records audited", sum(AuditReport::audited));
    account.add("auditedFacts", "facts audited", sum(AuditReport::facts));
    account.add("auditedCheckpoints", "entries audited", sum(AuditReport::checkpoints));
    account.add("auditDifferences", "audit differences", sum(AuditReport::differences));
    account.json().put("lanesLive", lanesLive);
    account.json().put("seed", seed);
    return account;
  }

  @Override
  public String praise() {
    return "Nothing was lost, and nothing collected that was still needed.";
  }
}
