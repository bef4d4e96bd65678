package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.Rejection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Outcomes and states in a few words: codes, numbers and places, never payloads or keys. */
public final class Sketch {
  private Sketch() {}

  /** A verdict: {@code accepted}, or code and action. */
  public static String of(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accepted any -> "accepted";
      case Verdict.Refused(Refusal refusal, Action action) -> refused(refusal.name(), action);
    };
  }

  private static String refused(String code, Action action) {
    return "rejected %s, action %s".formatted(code, action);
  }

  static String of(Output output) {
    return switch (output) {
      case Output.Passed any -> "accepted";
      case Output.Refused refused -> of(refused.rejection());
      case Output.Told told -> of(told.event());
    };
  }

  private static String of(Rejection rejection) {
    return refused(rejection.code(), rejection.action())
        + place(rejection.epoch(), rejection.direction(), rejection.slot(), rejection.counter());
  }

  private static String place(
      @Nullable Integer epoch,
      @Nullable Direction direction,
      @Nullable Long slot,
      @Nullable Integer counter) {
    if (epoch == null || direction == null) {
      return "";
    }
    return slot == null || counter == null
        ? " (epoch %d, by %s)".formatted(epoch, name(direction))
        : " (epoch %d, %s, slot %d, counter %d)".formatted(epoch, name(direction), slot, counter);
  }

  static String place(@Nullable LogRecord record) {
    return record instanceof Envelope e
        ? place(e.epoch(), e.direction(), e.slot(), e.counter())
        : "";
  }

  /** What a record of the log is, and where in its channel it stands. */
  public static String of(LogRecord record) {
    return switch (record) {
      case Envelope e -> "Envelope" + place(e);
      case Offer o ->
          "Offer %s (epoch %d, by %s, %s)"
              .formatted(o.kind(), o.epoch(), name(o.offerer()), o.reason());
      case Answer any -> "Answer";
      case Approval approval -> "Approval by approver " + approval.approver();
      case Close close -> "Close by " + name(close.closer());
    };
  }

  /** An event, and what it is about. */
  public static String of(Event event) {
    return switch (event) {
      case Event.Activated e -> "Activated %s (epoch %d)".formatted(e.kind(), e.epoch());
      case Event.Refused e -> "Refused %s %s (epoch %d)".formatted(e.kind(), e.code(), e.epoch());
      case Event.ReestablishRequired e ->
          "ReestablishRequired %s (epoch %d, %s%s)"
              .formatted(
                  e.code(), e.epoch(), name(e.direction()), e.advisory() ? ", advisory" : "");
    };
  }

  static String of(Fact fact) {
    return switch (fact) {
      case Fact.Descriptor(ChannelDescriptor descriptor, long covered) -> of(descriptor);
      case Fact.Position(ChannelPosition position, long covered) -> of(position);
      case Fact.Closed(ChannelId channel, long at) -> "closed at " + at;
      case Fact.Forgotten any -> "forgotten";
      case Fact.SchemaSeen(int id, long offset) -> "schema %d from %d on".formatted(id, offset);
      case Fact.Barrier barrier -> "barrier " + barrier.logOffset();
    };
  }

  /** A channel's state. */
  public static String of(@Nullable Snapshot snapshot) {
    return switch (snapshot) {
      case null -> "unknown channel";
      case Snapshot.Closed closed -> "closed at " + closed.closedAt();
      case Snapshot.Live(ChannelDescriptor descriptor, ChannelPosition position) ->
          of(descriptor) + "; " + of(position);
    };
  }

  private static String of(ChannelDescriptor descriptor) {
    StringBuilder text = new StringBuilder("epoch ").append(descriptor.epoch());
    ChannelDescriptor.KeyEpoch current = descriptor.current();
    if (current != null) {
      text.append(" since ").append(current.activatedAt());
    }
    ChannelDescriptor.Pending pending = descriptor.pending();
    if (pending != null) {
      text.append(
          ", %s of epoch %d offered at %d, %s"
              .formatted(
                  pending.kind(),
                  pending.epoch(),
                  pending.offeredAt(),
                  pending.admission() == null ? "not answered" : "answered"));
      if (pending.approvals() != 0) {
        text.append(", %d approved".formatted(Integer.bitCount(pending.approvals())));
      }
    }
    return text.toString();
  }

  private static String of(ChannelPosition position) {
    return "%d accepted; initiator %s; responder %s"
        .formatted(position.accepted(), of(position.initiator()), of(position.responder()));
  }

  private static String of(ChannelPosition.InDirection in) {
    ChannelPosition.InEpoch current = in.current();
    ChannelPosition.InEpoch previous = in.previous();
    return (current == null ? "not open" : of(current))
        + (previous == null
            ? ""
            : ", epoch before (%s) for %s"
                .formatted(of(previous), in.overlap() < 0 ? "now" : in.overlap() + " more"));
  }

  private static String of(ChannelPosition.InEpoch in) {
    ChannelPosition.InSlot previous = in.previous();
    return of(in.current())
        + (previous == null ? "" : " and %s for %d more".formatted(of(previous), in.overlap()))
        + (in.diverged() ? ", diverged" : "");
  }

  private static String of(ChannelPosition.InSlot slot) {
    return "slot %d top %d seen %d".formatted(slot.slot(), slot.top(), ones(slot.seen()));
  }

  private static int ones(Bytes bits) {
    int ones = 0;
    for (int i = 0; i < bits.length(); i++) {
      ones += Integer.bitCount(bits.at(i) & 0xff);
    }
    return ones;
  }

  private static String name(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }
}
