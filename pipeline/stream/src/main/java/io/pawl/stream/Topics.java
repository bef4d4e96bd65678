package io.pawl.stream;

import java.util.List;
import java.util.Map;
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

  /**
   * What tells them apart, in the order of {@link #all}: the last part of their usual names, and of
   * the settings that give them other ones.
   */
  public static final List<String> KEYS =
      List.of(
          "log",
          "accepted",
          "rejected",
          "checkpoint-facts",
          "checkpoints",
          "invitations",
          "identities");

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
    return of(prefix, Map.of());
  }

  /** The same, but for those that have names of their own: {@code named}, by their keys. */
  public static Topics of(String prefix, Map<String, String> named) {
    List<String> names =
        KEYS.stream().map(key -> named.getOrDefault(key, prefix + "." + key)).toList();
    return new Topics(
        names.get(0),
        names.get(1),
        names.get(2),
        names.get(3),
        names.get(4),
        names.get(5),
        names.get(6));
  }

  /** All seven names. */
  public List<String> all() {
    return List.of(log, accepted, rejected, facts, checkpoints, invitations, identities);
  }
}
