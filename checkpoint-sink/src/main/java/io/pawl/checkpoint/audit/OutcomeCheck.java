package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.codec.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Holds what was written about each record of the log against what the log implies. */
final class OutcomeCheck {
  private final Outputs accepted;
  private final Outputs rejected;
  private final Replay replay;
  private final Tally tally;

  OutcomeCheck(Outputs accepted, Outputs rejected, Replay replay, Tally tally) {
    this.accepted = accepted;
    this.rejected = rejected;
    this.replay = replay;
    this.tally = tally;
  }

  /** Looks at all that was written about the log's next record. */
  void check(ConsumerRecord<byte[], byte[]> entry, Judgement judgement) {
    List<Output> outcomes = new ArrayList<>(1);
    List<Output.Told> told = new ArrayList<>(0);
    for (Output output : accepted.take(entry.offset())) {
      if (output instanceof Output.Told event) {
        told.add(event);
      } else {
        outcomes.add(output);
      }
    }
    outcomes.addAll(rejected.take(entry.offset()));
    switch (judgement) {
      case Judgement.Open(LogRecord record) -> checkOpen(entry, record, outcomes);
      case Judgement.Decided(var record, var outcome) -> {
        checkOutcome(entry, record, outcome.verdict(), outcomes);
        if (!accepted.isGone(entry.offset())) {
          checkEvents(entry, outcome.events(), told);
        }
      }
    }
  }

  /** Nobody knows which outcome is right; but there is one, and what is passed on is unchanged. */
  private void checkOpen(
      ConsumerRecord<byte[], byte[]> entry, LogRecord record, List<Output> outcomes) {
    tally.notAudited(entry.offset());
    boolean gone = accepted.isGone(entry.offset()) || rejected.isGone(entry.offset());
    if (outcomes.isEmpty() && gone) {
      return;
    }
    boolean altered =
        outcomes.stream()
            .anyMatch(it -> it instanceof Output.Passed passed && !isCopy(passed, entry));
    if (outcomes.size() != 1 || altered) {
      tally.differs(entry.offset(), record.channel(), "one outcome", found(outcomes, entry));
    }
  }

  private void checkOutcome(
      ConsumerRecord<byte[], byte[]> entry,
      @Nullable LogRecord record,
      Verdict verdict,
      List<Output> outcomes) {
    boolean gone =
        switch (verdict) {
          case Verdict.Accepted any -> accepted.isGone(entry.offset());
          case Verdict.Refused any -> rejected.isGone(entry.offset());
        };
    if (gone && outcomes.isEmpty()) {
      tally.outcomeGone(entry.offset());
      return;
    }
    tally.audited(entry.offset());
    if (outcomes.size() != 1 || !isRight(outcomes.getFirst(), entry, record, verdict)) {
      tally.differs(
          entry.offset(),
          record == null ? Channels.named(entry.key()) : record.channel(),
          Sketch.of(verdict) + Sketch.place(record),
          found(outcomes, entry));
    }
  }

  private static boolean isRight(
      Output output,
      ConsumerRecord<byte[], byte[]> entry,
      @Nullable LogRecord record,
      Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted any -> output instanceof Output.Passed passed && isCopy(passed, entry);
      case Verdict.Refused(Refusal refusal, Action action) ->
          output instanceof Output.Refused refused
              && refused
                  .rejection()
                  .equals(Rejection.of(record, refusal, action, size(entry), entry.offset()))
              && Channels.isKey(output.key(), record == null ? null : record.channel());
    };
  }

  private static int size(ConsumerRecord<byte[], byte[]> entry) {
    byte @Nullable [] value = entry.value();
    return value == null ? 0 : value.length;
  }

  private static boolean isCopy(Output.Passed passed, ConsumerRecord<byte[], byte[]> entry) {
    return Arrays.equals(passed.key(), entry.key())
        && Arrays.equals(passed.source().value(), entry.value());
  }

  private static String found(List<Output> outcomes, ConsumerRecord<byte[], byte[]> entry) {
    return outcomes.isEmpty()
        ? "no outcome"
        : outcomes.stream()
            .map(it ->
                it instanceof Output.Passed passed && !isCopy(passed, entry)
                    ? "accepted, under another key or with other bytes"
                    : Sketch.of(it))
            .collect(Collectors.joining(" and "));
  }

  private void checkEvents(
      ConsumerRecord<byte[], byte[]> entry, List<Event> due, List<Output.Told> told) {
    if (due.isEmpty() && told.isEmpty()) {
      return;
    }
    List<Output.Told> following = new ArrayList<>(told);
    following.removeIf(it -> isLoss(it, entry.offset()));
    for (int i = 0; i < Math.max(due.size(), following.size()); i++) {
      Event expected = i < due.size() ? due.get(i) : null;
      Output.Told actual = i < following.size() ? following.get(i) : null;
      if (expected == null
          || actual == null
          || !expected.equals(actual.event())
          || !Channels.isKey(actual.key(), expected.channel())) {
        ChannelId channel = expected == null && actual != null ? actual.channel() : null;
        tally.differs(
            entry.offset(),
            expected == null ? channel : expected.channel(),
            expected == null ? "no event" : Sketch.of(expected),
            actual == null ? "no event" : Sketch.of(actual));
        return;
      }
    }
  }

  /**
   * Whether a processor tells of a position that it lost. What it did then, it told, and follows.
   */
  private boolean isLoss(Output.Told told, long offset) {
    if (!(told.event() instanceof Event.ReestablishRequired required)
        || required.code() != Refusal.CHECKPOINT_MISSING) {
      return false;
    }
    if (!replay.isUnknown(required.channel(), offset)) {
      tally.differs(
          offset,
          required.channel(),
          "a position for direction " + required.direction(),
          Sketch.of(told));
      replay.lose(required.channel());
    }
    return true;
  }
}
