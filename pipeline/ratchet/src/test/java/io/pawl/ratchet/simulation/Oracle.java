package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Approval;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows who really wrote what, and what must become of it; holds the processor's decisions against
 * that.
 */
final class Oracle {
  /** One direction of one epoch. */
  record Lane(ChannelId channel, int epoch, Direction direction) {}

  /** What a nonce is a function of. */
  private record Nonce(
      SecretName.Agreement agreement, Direction direction, long slot, int counter) {}

  private final Tally tally;
  private final int partitions;
  private final Map<ChannelId, NaiveChannel> channels = new HashMap<>();
  private final Set<LogRecord> authored = new HashSet<>();
  private final Map<Envelope, byte[]> sealed = new HashMap<>();
  private final Map<Nonce, Envelope> nonces = new HashMap<>();

  /** Answers whose grant does not open. */
  private final Set<LogRecord> unsound = new HashSet<>();

  private final Set<Lane> betrayed = new HashSet<>();

  /** When an offer was answered, refused or replaced, as a log offset. */
  private final Map<Bytes, Long> settled = new HashMap<>();

  Oracle(Tally tally, int partitions) {
    this.tally = tally;
    this.partitions = partitions;
  }

  /** Somebody wrote this, under a key of its own. */
  void authored(LogRecord record) {
    authored.add(record);
  }

  /** Somebody wrote this answer, and its grant does not open. */
  void unsound(Answer answer) {
    unsound.add(answer);
  }

  /** A peer sealed a payload. */
  void sealed(Envelope envelope, SecretName.Agreement agreement, byte[] payload) {
    Nonce nonce = new Nonce(agreement, envelope.direction(), envelope.slot(), envelope.counter());
    Check.NONCE_ONCE.that(
        nonces.put(nonce, envelope) == null,
        () ->
            "epoch %d, direction %s, slot %d, counter %d"
                .formatted(
                    envelope.epoch(), envelope.direction(), envelope.slot(), envelope.counter()));
    sealed.put(envelope, payload.clone());
  }

  /** The log lost what it acknowledged in this direction, so it may diverge. */
  void betrayed(Envelope envelope) {
    betrayed.add(lane(envelope));
  }

  boolean isBetrayed(ChannelId channel, int epoch, Direction direction) {
    return betrayed.contains(new Lane(channel, epoch, direction));
  }

  boolean isSealed(Envelope envelope) {
    return sealed.containsKey(envelope);
  }

  /** Whether {@code payload} is what was sealed. */
  boolean isPayload(Envelope envelope, byte[] payload) {
    return Arrays.equals(sealed.get(envelope), payload);
  }

  /** Log offset at which the offer's private keys ceased to be of use; null if they still are. */
  @Nullable Long settledAt(Bytes offerId) {
    return settled.get(offerId);
  }

  /** Whether the processor may hold an agreement's admission keys, as far as it has decided. */
  boolean mayAdmit(SecretName.Agreement agreement) {
    NaiveChannel channel = channels.get(agreement.channel());
    if (channel == null || channel.reduction().closed()) {
      return false;
    }
    int epoch = channel.reduction().epoch();
    boolean isNext =
        agreement.epoch() == epoch + 1
            && channel.reduction().awaits(agreement.offerId())
            && channel.reduction().answer() != null;
    return isNext || agreement.epoch() == epoch || agreement.epoch() == epoch - 1;
  }

  /** Checks a decision, and moves on; the channel as it stands then, null if there is none. */
  @Nullable View judge(Entry entry, Outcome outcome) {
    boolean accepted = outcome.verdict() instanceof Verdict.Accepted;
    count(entry, outcome);
    NaiveChannel channel = channels.get(entry.record().channel());
    if (entry.record() instanceof Envelope envelope) {
      judge(envelope, channel, entry, outcome);
    } else {
      judgeTransition(entry, outcome);
    }
    if (accepted) {
      channel = channels.computeIfAbsent(entry.record().channel(), id -> new NaiveChannel());
      accept(channel, entry);
    }
    expectActivation(channel, entry, outcome);
    settle(outcome);
    return channel == null ? null : channel.view(entry.offset());
  }

  private void judgeTransition(Entry entry, Outcome outcome) {
    boolean accepted = outcome.verdict() instanceof Verdict.Accepted;
    LogRecord record = entry.record();
    boolean authentic = authored.contains(record) && isInPlace(entry);
    if (accepted) {
      Check.NOTHING_FORGED.that(authentic, () -> "offset " + entry.offset() + ": " + record);
    }
    boolean expected =
        authentic
            && channels
                .computeIfAbsent(record.channel(), id -> new NaiveChannel())
                .transitions()
                .counts(record, !unsound.contains(record), entry.offset());
    Check.ORDER_DECIDES.that(
        accepted == expected,
        () ->
            "offset %d, %s: %s, expected %s"
                .formatted(entry.offset(), describe(record), outcome.verdict(), expected));
  }

  private void judge(
      Envelope envelope, @Nullable NaiveChannel channel, Entry entry, Outcome outcome) {
    Supplier<String> where = () -> "offset " + entry.offset() + ", " + describe(envelope);
    Refusal refusal =
        outcome.verdict() instanceof Verdict.Refused refused ? refused.refusal() : null;
    boolean authentic = sealed.containsKey(envelope) && isInPlace(entry);
    if (refusal == null) {
      Check.NOTHING_FORGED.that(authentic, where);
      Check.POSITION_ONCE.that(channel != null && !channel.accepted(envelope), where);
    }
    boolean diverges = refusal == Refusal.COUNTER_TOO_FAR || refusal == Refusal.SLOT_TOO_FAR;
    if (diverges) {
      Check.ADVERSARY_MOVES_NOTHING.that(
          betrayed.contains(lane(envelope)), () -> "diverged at " + where.get());
    }
    if (!authentic || channel == null || !channel.reaches(envelope, entry.offset())) {
      Check.DUE_IS_ACCEPTED.that(refusal != null, where);
      return;
    }
    NaiveDirection direction = channel.direction(envelope);
    Refusal expected = direction.refusal(envelope.slot(), envelope.counter());
    Check.DUE_IS_ACCEPTED.that(
        refusal == expected,
        () -> where.get() + ": " + outcome.verdict() + ", expected " + expected);
    if (diverges) {
      direction.diverge();
    }
    countReordering(direction, envelope);
  }

  /** Whether a record stands under its channel's key and in its channel's partition. */
  private boolean isInPlace(Entry entry) {
    ChannelId channel = entry.record().channel();
    return entry.key().equals(Bytes.wrap(channel.toBytes())) && channel.partition(partitions) == 0;
  }

  private void countReordering(NaiveDirection direction, Envelope envelope) {
    int top = direction.top(envelope.slot());
    if (envelope.counter() < top || envelope.counter() > top + 1) {
      tally.count(
          Math.abs((long) top - envelope.counter()) >= direction.window()
              ? Fault.REORDERED_BEYOND_WINDOW
              : Fault.REORDERED_WITHIN_WINDOW);
    }
  }

  private void accept(NaiveChannel channel, Entry entry) {
    Reduction before = channel.reduction();
    channel.accept(entry.record(), entry.offset());
    switch (entry.record()) {
      case Envelope envelope -> {
        if (envelope.epoch() < before.epoch()) {
          tally.count(Sight.PREVIOUS_EPOCH_ACCEPTED);
        }
      }
      case Offer offer -> {
        Bytes replaced = before.pendingId();
        if (replaced != null) {
          settle(replaced, entry.offset());
        }
      }
      case Answer answer -> settle(answer.offerId(), entry.offset());
      case Approval approval -> {}
      case Close close -> {}
    }
  }

  private void settle(Bytes offerId, long offset) {
    settled.putIfAbsent(offerId, offset);
  }

  private void settle(Outcome outcome) {
    for (Event event : outcome.events()) {
      // An answer that was refused leaves its offer as it is.
      if (event instanceof Event.Refused refused
          && !isPending(refused.channel(), refused.offerId())) {
        settle(refused.offerId(), refused.logOffset());
      }
    }
  }

  private boolean isPending(ChannelId id, Bytes offerId) {
    NaiveChannel channel = channels.get(id);
    return channel != null && channel.reduction().awaits(offerId);
  }

  private static Event.@Nullable Activated activation(Outcome outcome) {
    for (Event event : outcome.events()) {
      if (event instanceof Event.Activated activated) {
        return activated;
      }
    }
    return null;
  }

  /** An epoch begins exactly where the last of offer, answer and approvals stands. */
  private void expectActivation(@Nullable NaiveChannel channel, Entry entry, Outcome outcome) {
    Event.Activated activated = activation(outcome);
    boolean due = channel != null && channel.reduction().isComplete();
    Check.EPOCHS_AGREE.that(
        due == (activated != null),
        () -> "offset %d: activation %s, expected %s".formatted(entry.offset(), activated, due));
    if (channel == null || activated == null) {
      return;
    }
    Offer offer = channel.reduction().pending();
    if (offer == null) {
      throw new IllegalStateException("complete without an offer");
    }
    Check.EPOCHS_AGREE.that(
        channel.reduction().awaits(activated.offerId())
            && activated.epoch() == offer.epoch()
            && offer.epoch() == channel.reduction().epoch() + 1,
        () -> "offset %d: %s of another offer".formatted(entry.offset(), activated));
    Check.THROTTLED.that(
        channel.allows(offer, entry.offset()),
        () -> "offset %d: epoch %d by %s".formatted(entry.offset(), offer.epoch(), offer.kind()));
    count(channel.reduction(), offer);
    channel.activate(offer, entry.offset());
  }

  private void count(Reduction reduction, Offer offer) {
    tally.count(
        switch (offer.kind()) {
          case OPEN -> Sight.ACTIVATED_BY_OPEN;
          case REKEY -> Sight.ACTIVATED_BY_REKEY;
          case BUMP -> Sight.ACTIVATED_BY_BUMP;
        });
    if (offer.kind() == Kind.REKEY && offer.reason() != Reason.ROUTINE) {
      tally.count(
          offer.reason() == Reason.SUSPICIOUS
              ? Sight.ACTIVATED_FOR_SUSPICION
              : Sight.ACTIVATED_FOR_COMPROMISE);
    }
    if (reduction.approvalsNeeded() > 0) {
      tally.count(Sight.ACTIVATED_WITH_APPROVALS);
    }
  }

  private void count(Entry entry, Outcome outcome) {
    switch (outcome.verdict()) {
      case Verdict.Refused refused -> tally.count(refused.refusal());
      case Verdict.Accepted accepted ->
          tally.count(
              switch (entry.record()) {
                case Envelope envelope -> Sight.ENVELOPE_ACCEPTED;
                case Offer offer -> Sight.OFFER_ACCEPTED;
                case Answer answer -> Sight.ANSWER_ACCEPTED;
                case Approval approval -> Sight.APPROVAL_ACCEPTED;
                case Close close -> Sight.CLOSE_ACCEPTED;
              });
    }
    if (outcome.verdict() instanceof Verdict.Accepted accepted && accepted.slotAdvanced()) {
      tally.count(Sight.SLOT_ADVANCED);
    }
    for (Event event : outcome.events()) {
      switch (event) {
        case Event.Activated activated -> {}
        case Event.Refused refused ->
            tally.count(
                refused.code() == Refusal.OFFER_SUPERSEDED
                    ? Sight.OFFER_SUPERSEDED_EVENT
                    : Sight.REFUSED_EVENT);
        case Event.ReestablishRequired required ->
            tally.count(
                required.advisory()
                    ? Sight.REESTABLISH_REQUIRED_ADVISORY
                    : Sight.REESTABLISH_REQUIRED_FIRM);
      }
    }
  }

  static String describe(LogRecord record) {
    return switch (record) {
      case Envelope envelope ->
          "envelope %s epoch %d slot %d counter %d"
              .formatted(
                  envelope.direction(), envelope.epoch(), envelope.slot(), envelope.counter());
      case Offer offer ->
          "%s of epoch %d by %s, %s"
              .formatted(offer.kind(), offer.epoch(), offer.offerer(), offer.reason());
      case Answer answer -> "answer to " + brief(answer.offerId());
      case Approval approval ->
          "approval %d of %s".formatted(approval.approver(), brief(approval.offerId()));
      case Close close -> "close by " + close.closer();
    };
  }

  private static String brief(Bytes id) {
    return id.length() < 4 ? id.toHex() : id.toHex().substring(0, 8);
  }

  private static Lane lane(Envelope envelope) {
    return new Lane(envelope.channel(), envelope.epoch(), envelope.direction());
  }
}
