package io.pawl.stream;

import java.util.List;
import java.util.Objects;

/**
 * The names of Pawl's seven topics. All have the same number of partitions.
 *
 * @param log what peers write: envelopes, offers, answers, approvals, closes
 * @param accepted what the processor let through, and its events
 * @param rejected what it refused, with code and action
 * @param facts changes of the processor's state, for the checkpoint sink
 * @param checkpoints the latest state of each channel, compacted
 * @param invitations pending OPENs by responder, compacted
 * @param identities peers' names by identity key, compacted
 */
public record Topics(
    String log,
    String accepted,
    String rejected,
    String facts,
    String checkpoints,
    String invitations,
    String identities) {
  /** The prefix that a deployment has unless it chooses another. */
  public static final String DEFAULT_PREFIX = "pawl";

  public Topics {
    Objects.requireNonNull(log);
    Objects.requireNonNull(accepted);
    Objects.requireNonNull(rejected);
    Objects.requireNonNull(facts);
    Objects.requireNonNull(checkpoints);
    Objects.requireNonNull(invitations);
    Objects.requireNonNull(identities);
  }

  /** The topics {@code prefix.log}, {@code prefix.accepted} and so on. */
  public static Topics of(String prefix) {
    return new Topics(
        prefix + ".log",
        prefix + ".accepted",
        prefix + ".rejected",
        prefix + ".checkpoint-facts",
        prefix + ".checkpoints",
        prefix + ".invitations",
        prefix + ".identities");
  }

  /** All seven names. */
  public List<String> all() {
    return List.of(log, accepted, rejected, facts, checkpoints, invitations, identities);
  }
}
