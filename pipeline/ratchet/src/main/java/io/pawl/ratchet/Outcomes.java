package io.pawl.ratchet;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The outcomes that most records have, made once: an envelope allocates none. */
final class Outcomes {
  /** An envelope within its slot. */
  static final Outcome IN_SLOT = accepted(Verdict.Accepted.IN_SLOT);

  /** An envelope that began a slot. */
  static final Outcome NEW_SLOT = accepted(Verdict.Accepted.NEW_SLOT);

  private static final Map<Refusal, Outcome> UNMOVED = forAll(Action.NONE);
  private static final Map<Refusal, Outcome> UNADVISED = forAll(Action.ADVISE);

  private Outcomes() {}

  private static Map<Refusal, Outcome> forAll(Action action) {
    Map<Refusal, Outcome> outcomes = new EnumMap<>(Refusal.class);
    for (Refusal refusal : Refusal.values()) {
      outcomes.put(refusal, refused(refusal, action, Outcome.Change.NONE, List.of()));
    }
    return outcomes;
  }

  private static Outcome accepted(Verdict.Accepted verdict) {
    return new Outcome(verdict, Outcome.Change.POSITION, List.of(), List.of());
  }

  /** A transition record that counts. */
  static Outcome moved(Outcome.Change change, List<Event> events) {
    return new Outcome(Verdict.Accepted.IN_SLOT, change, events, List.of());
  }

  /** Refused, and nothing changed. */
  static Outcome refused(Refusal refusal) {
    return Objects.requireNonNull(UNMOVED.get(refusal));
  }

  /** Refused, where an advisory would be due if one had not gone out lately. */
  static Outcome unadvised(Refusal refusal) {
    return Objects.requireNonNull(UNADVISED.get(refusal));
  }

  static Outcome refused(
      Refusal refusal, Action action, Outcome.Change change, List<Event> events) {
    return new Outcome(new Verdict.Refused(refusal, action), change, events, List.of());
  }
}
