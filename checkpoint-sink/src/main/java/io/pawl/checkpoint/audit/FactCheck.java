package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Outcome;
import io.pawl.stream.RecordCursor;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Checks the facts in their order. A lane tells of each channel as of the end of a transaction, so
 * what facts cover never runs backwards, and the replay meets each right where it holds. Only what
 * a fact tells of an end or a schema may lie further back, within its transaction.
 */
final class FactCheck {
  private final RecordCursor cursor;
  private final PatientDecoder decoder;
  private final LogIdentity log;
  private final Start start;
  private final Replay replay;
  private final StateCheck states;
  private final FoldCheck folds;
  private final Untold untold;
  private final Tally tally;

  /** The last record that the replay has taken. */
  private long taken;

  /** A fact of what lies behind the audit's range: none of the range may follow. */
  private @Nullable Fact beyond;

  private @Nullable ConsumerRecord<byte[], byte[]> record;
  private @Nullable Fact fact;

  FactCheck(
      RecordCursor cursor,
      PatientDecoder decoder,
      LogIdentity log,
      Start start,
      Replay replay,
      StateCheck states,
      Tally tally) {
    this.cursor = cursor;
    this.decoder = decoder;
    this.log = log;
    this.start = start;
    this.replay = replay;
    this.states = states;
    this.folds = new FoldCheck(start.checkpoints(), replay, tally);
    this.untold = new Untold(tally);
    this.tally = tally;
    this.taken = start.baseline().from() - 1;
  }

  /** The replay has taken all records before {@code next}, and none behind. */
  void settle(long next) {
    for (Fact head = peek(); head != null && asOf(head) < next; head = peek()) {
      fact = null;
      check(head);
    }
  }

  /** The replay has taken the record at {@code offset}. */
  void taken(long offset, Judgement judgement) {
    taken = offset;
    if (judgement instanceof Judgement.Decided(var entry, Outcome outcome)
        && entry != null
        && outcome.change() != Outcome.Change.NONE) {
      untold.changed(entry.channel(), offset);
    }
  }

  /** The replay has taken the whole range. */
  void finish() {
    settle(start.end());
    folds.finish(start.end());
  }

  /** The next fact of the range; null after the last. */
  private @Nullable Fact peek() {
    while (fact == null && cursor.peek() != null) {
      ConsumerRecord<byte[], byte[]> next = cursor.next();
      record = next;
      if (!(decoder.fact(next.value()) instanceof Decoded.Value<Fact>(Fact read))) {
        tally.differs(
            taken,
            Channels.named(next.key()),
            "a fact",
            "a record that is none, at %d of %s".formatted(next.offset(), next.topic()));
      } else if (asOf(read) < start.end()) {
        fact = read;
      } else if (beyond == null) {
        beyond = read;
      }
    }
    return fact;
  }

  /** The last record of the log that a fact is about. */
  private static long asOf(Fact fact) {
    return switch (fact) {
      case Fact.Descriptor descriptor -> descriptor.covered();
      case Fact.Position position -> position.covered();
      case Fact.Closed closed -> closed.closedAt();
      case Fact.Forgotten forgotten -> forgotten.forgottenAt();
      case Fact.SchemaSeen seen -> seen.logOffset();
      case Fact.Barrier barrier -> barrier.logOffset() - 1;
    };
  }

  private void check(Fact head) {
    switch (head) {
      case Fact.Descriptor any -> checkInOrder(head);
      case Fact.Position position -> {
        checkInOrder(head);
        untold.told(position.channel());
      }
      case Fact.Forgotten forgotten -> {
        checkInOrder(head);
        untold.told(forgotten.channel());
      }
      case Fact.Closed closed -> {
        checkState(closed.channel(), closed.closedAt(), closed);
        untold.told(closed.channel());
      }
      case Fact.SchemaSeen seen -> checkSchema(seen);
      case Fact.Barrier barrier -> checkBarrier(barrier);
    }
  }

  private void checkInOrder(Fact told) {
    ChannelId channel = told.channel();
    if (beyond != null) {
      tally.differs(
          asOf(beyond),
          beyond.channel(),
          "facts in the log's order",
          "fact: %s, before facts of offset %d".formatted(Sketch.of(beyond), asOf(told)));
      beyond = null;
    }
    if (channel == null || asOf(told) >= taken) {
      checkState(channel, asOf(told), told);
    } else if (asOf(told) >= start.baseline().from()) {
      tally.differs(
          asOf(told),
          channel,
          "facts in the log's order",
          "fact: %s, behind records up to %d".formatted(Sketch.of(told), taken));
    }
  }

  private void checkState(@Nullable ChannelId channel, long asOf, Fact told) {
    ConsumerRecord<byte[], byte[]> source = record;
    if (channel == null || source == null || asOf < start.baseline().from()) {
      return;
    }
    if (!Channels.isKey(source.key(), channel)) {
      tally.differs(asOf, channel, "a fact under its channel's key", "one under another key");
    }
    if (states.check(channel, asOf, told, "fact")) {
      tally.fact(asOf);
      folds.check(channel, asOf, told, source.offset());
    }
  }

  private void checkSchema(Fact.SchemaSeen seen) {
    if (seen.logOffset() < start.baseline().from()) {
      return;
    }
    tally.fact(seen.logOffset());
    Long first = start.schemas().get(seen.schemaId());
    Long decoded = replay.firstDecoded(seen.schemaId());
    if (first == null
        || first != seen.logOffset()
        || decoded == null
        || decoded != seen.logOffset()) {
      tally.differs(
          seen.logOffset(),
          null,
          "schema %d first seen at %s"
              .formatted(seen.schemaId(), decoded == null ? first : decoded),
          "fact: " + Sketch.of(seen));
    }
  }

  private void checkBarrier(Fact.Barrier barrier) {
    if (barrier.logOffset() < start.baseline().from()) {
      return;
    }
    if (!barrier.log().equals(log)) {
      tally.differs(barrier.logOffset(), null, "a barrier of this log", "one of another log");
    } else if (beyond == null && start.factsAreWhole()) {
      tally.fact(barrier.logOffset());
      untold.passed(barrier.logOffset());
    }
  }
}
