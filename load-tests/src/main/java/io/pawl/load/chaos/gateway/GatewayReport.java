package io.pawl.load.chaos.gateway;

import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.load.chaos.Account;
import io.pawl.load.chaos.NumbersReport;

/**
 * The account of a run that killed gateways.
 *
 * @param seed that it ran from
 * @param kills of gateways
 * @param sent messages that a gateway confirmed
 * @param received messages that came
 * @param lost messages that were confirmed, and did not come in their turn
 * @param duplicated messages that came twice, with other ids
 * @param repeatedAfterAcknowledgement messages that came again though they were acknowledged
 * @param countersReused envelopes in the log with a counter that another had
 * @param rekeys that took effect
 * @param recoveries of gateways, after which all of their channels went on
 * @param envelopes in the log
 * @param audit of what was left
 */
record GatewayReport(
    long seed,
    int kills,
    long sent,
    long received,
    long lost,
    long duplicated,
    long repeatedAfterAcknowledgement,
    long countersReused,
    long rekeys,
    long recoveries,
    long envelopes,
    AuditReport audit)
    implements NumbersReport {

  @Override
  public boolean isSuccess() {
    return lost == 0
        && duplicated == 0
        && repeatedAfterAcknowledgement == 0
        && countersReused == 0
        && audit.isClean()
        && sent > 0
        && recoveries == kills;
  }

  @Override
  public Account account() {
    Account account = new Account();
    account.add("kills", "kills", kills);
    account.add("sent", "sent", sent);
    account.add("received", "received", received);
    account.add("lost", "lost", lost);
    account.add("duplicated", "duplicated", duplicated);
    account.add("repeatedAfterAcknowledgement", "repeated after ack", repeatedAfterAcknowledgement);
    account.add("countersReused", "counters reused", countersReused);
    account.add("rekeys", "rekeys", rekeys);
    account.add("recoveries", "recoveries", recoveries);
    account.add("envelopes", "envelopes in the log", envelopes);
    account.add("audited", "records audited", audit.audited());
    account.add("auditDifferences", "audit differences", audit.differences());
    account.json().put("seed", seed);
    return account;
  }

  @Override
  public String praise() {
    return "Nothing was lost, nothing came twice, and no counter was used twice.";
  }
}
