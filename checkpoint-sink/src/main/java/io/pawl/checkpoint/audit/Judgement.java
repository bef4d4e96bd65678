package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the log implies for one of its records. */
sealed interface Judgement {
  /** The record; null if it does not decode. */
  @Nullable LogRecord record();

  /** It follows from the state. */
  record Decided(@Nullable LogRecord record, Outcome outcome) implements Judgement {}

  /** The state of its channel is not known there. */
  record Open(LogRecord record) implements Judgement {}

  /** Of what does not decode. */
  Judgement UNDECODED =
      new Decided(
          null,
          new Outcome(
              new Verdict.Refused(Refusal.MALFORMED, Action.NONE),
              Outcome.Change.NONE,
              List.of(),
              List.of()));
}
