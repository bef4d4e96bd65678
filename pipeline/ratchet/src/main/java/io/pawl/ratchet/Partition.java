package io.pawl.ratchet;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reduction of one partition of the log: what becomes of each record, in order.
 *
 * <p>Single-threaded. After an exception its state is not to be used again.
 */
public final class Partition {
  private final int number;
  private final int partitions;
  private final Admission admission;
  private final Transitions transitions;
  private final Snapshots snapshots;
  private final Channels channels;
  private long now = -1;

  /**
   * An empty partition.
   *
   * @param number its number, 0 to {@code partitions} - 1
   * @param partitions of the log
   */
  public Partition(int number, int partitions, GrantKeys keys) {
    if (number < 0 || number >= partitions) {
      throw new IllegalArgumentException(number + " is none of " + partitions + " partitions");
    }
    this.number = number;
    this.partitions = partitions;
    this.admission = new Admission(keys);
    SharedPolicies policies = new SharedPolicies();
    this.transitions = new Transitions(keys, policies);
    this.snapshots = new Snapshots(keys, policies);
    this.channels = new Channels(snapshots);
  }

  /**
   * Decides the next record and moves the state.
   *
   * @param offset in the log, above that of the record before
   * @param key of the Kafka record
   * @param record as decoded; what does not decode, or whose value is over 1,048,576 bytes, is
   *     malformed and never comes here
   * @throws IllegalArgumentException if the offset goes backwards
   */
  public Outcome accept(long offset, Bytes key, LogRecord record) {
    advanceTo(offset);
    Outcome outcome =
        record.channel().isAt(key) ? decide(record) : Outcomes.refused(Refusal.MALFORMED);
    return forget(outcome);
  }

  private Outcome decide(LogRecord record) {
    if (!(record instanceof Envelope) && !isInPlace(record.channel())) {
      return Outcomes.refused(Refusal.MALFORMED);
    }
    return switch (record) {
      case Envelope envelope -> envelope(envelope);
      case Offer offer -> offer(offer);
      case Answer answer -> answer(answer);
      case Approval approval -> approval(approval);
      case Close close -> close(close);
    };
  }

  /** Whether the channel's partition is this one. */
  private boolean isInPlace(ChannelId channel) {
    return channels.holds(channel) || channel.partition(partitions) == number;
  }

  private Outcome envelope(Envelope envelope) {
    if (!WellFormed.envelope(envelope)) {
      return Outcomes.refused(Refusal.MALFORMED);
    }
    // Looked up once, for most records are envelopes of channels that are here, and so in place.
    Channel channel = channels.live(envelope.channel(), now);
    if (channel != null) {
      return admission.admit(channel, envelope, now);
    }
    return isInPlace(envelope.channel()) ? absent(envelope) : Outcomes.refused(Refusal.MALFORMED);
  }

  private Outcome offer(Offer offer) {
    if (!WellFormed.offer(offer)) {
      return Outcomes.refused(Refusal.MALFORMED);
    }
    if (isClosed(offer.channel())) {
      return Outcomes.refused(Refusal.CHANNEL_CLOSED);
    }
    byte[] body = Transcript.offerBody(offer);
    Channel channel = channels.live(offer.channel(), now);
    if (channel != null
        && channel.pending() != null
        && channel.pending().offerId().equals(Transcript.offerId(body))) {
      return Outcomes.refused(Refusal.DUPLICATE);
    }
    if (offer.kind() == Kind.OPEN) {
      return channel == null ? open(offer, body) : Outcomes.refused(Refusal.CHANNEL_EXISTS);
    }
    Epoch current = channel == null ? null : channel.current();
    return channel == null || current == null
        ? Outcomes.refused(Refusal.UNKNOWN_CHANNEL)
        : transitions.offer(channel, current, offer, body, now);
  }

  private Outcome open(Offer offer, byte[] body) {
    Bytes offerId = Transcript.offerId(body);
    Refusal refusal = OfferRules.opening(offer, body, now);
    if (refusal != null) {
      return Transitions.isAuthentic(refusal)
          ? Outcomes.refused(
              refusal,
              Action.NONE,
              Outcome.Change.NONE,
              List.of(Transitions.event(offer, offerId, refusal, now)))
          : Outcomes.refused(refusal);
    }
    ChannelId leaving = channels.leaving(now);
    List<Event> events = leaving == null ? List.of() : pushOut(leaving);
    channels.add(offer.channel(), transitions.open(offer, offerId, now));
    return new Outcome(
        Verdict.Accepted.IN_SLOT,
        Outcome.Change.DESCRIPTOR,
        events,
        leaving == null ? List.of() : List.of(leaving));
  }

  /** Removes a pending OPEN. Nothing is heard of one that was past its time anyway. */
  private List<Event> pushOut(ChannelId leaving) {
    Channel channel = channels.live(leaving, now);
    PendingOffer pending = channel == null ? null : channel.pending();
    channels.remove(leaving);
    return pending == null
        ? List.of()
        : List.of(Transitions.event(leaving, pending, Refusal.TOO_MANY_OPENS, now));
  }

  private Outcome answer(Answer answer) {
    if (!WellFormed.answer(answer)) {
      return Outcomes.refused(Refusal.MALFORMED);
    }
    Channel channel = channels.live(answer.channel(), now);
    if (channel == null) {
      return absent(answer);
    }
    PendingOffer before = channel.pending();
    return settled(answer, channel, before, transitions.answer(channel, answer, now));
  }

  private Outcome approval(Approval approval) {
    if (!WellFormed.approval(approval)) {
      return Outcomes.refused(Refusal.MALFORMED);
    }
    Channel channel = channels.live(approval.channel(), now);
    if (channel == null) {
      return absent(approval);
    }
    PendingOffer before = channel.pending();
    return settled(approval, channel, before, transitions.approval(channel, approval, now));
  }

  /** An OPEN that was just activated is no longer pending. */
  private Outcome settled(
      LogRecord record, Channel channel, @Nullable PendingOffer before, Outcome outcome) {
    if (before != null && before.kind() == Kind.OPEN && channel.current() != null) {
      channels.opened(record.channel(), before);
    }
    return outcome;
  }

  private Outcome close(Close close) {
    if (!WellFormed.close(close)) {
      return Outcomes.refused(Refusal.MALFORMED);
    }
    Channel channel = channels.live(close.channel(), now);
    if (channel == null) {
      return absent(close);
    }
    Refusal refusal = Transitions.close(channel, close);
    if (refusal != null) {
      return Outcomes.refused(refusal);
    }
    channels.close(close.channel(), now);
    return Outcomes.moved(Outcome.Change.CLOSED, List.of());
  }

  private Outcome absent(LogRecord record) {
    return Outcomes.refused(
        isClosed(record.channel()) ? Refusal.CHANNEL_CLOSED : Refusal.UNKNOWN_CHANNEL);
  }

  private boolean isClosed(ChannelId id) {
    return channels.closedAt(id, now) != null;
  }

  private Outcome forget(Outcome outcome) {
    List<ChannelId> forgotten = channels.forget(now);
    if (forgotten.isEmpty()) {
      return outcome;
    }
    return new Outcome(
        outcome.verdict(),
        outcome.change(),
        outcome.events(),
        Stream.concat(outcome.forgotten().stream(), forgotten.stream()).toList());
  }

  /** Channels held: pending, open, and closed; those past their time until they are worked off. */
  public int channels() {
    return channels.size();
  }

  /** Their ids, in no order. */
  public Stream<ChannelId> ids() {
    return channels.ids();
  }

  /** The state of a channel as of the last record's offset; null if it is unknown by then. */
  public @Nullable Snapshot snapshot(ChannelId id) {
    Channel channel = channels.peek(id, now);
    if (channel != null) {
      return snapshots.of(id, channel, now);
    }
    Long closedAt = channels.closedAt(id, now);
    return closedAt == null ? null : new Snapshot.Closed(id, closedAt);
  }

  /**
   * Puts a channel back; order does not matter.
   *
   * @throws IllegalStateException if the channel is here already
   * @throws IllegalArgumentException if its place is another partition
   */
  public void restore(Snapshot snapshot) {
    checkPlace(snapshot.channel());
    switch (snapshot) {
      case Snapshot.Closed(ChannelId channel, long closedAt) -> channels.close(channel, closedAt);
      case Snapshot.Live live -> channels.add(live.channel(), snapshots.channel(live));
    }
  }

  /**
   * Puts an open channel back, and lets it sleep until a record names it. One with only a pending
   * OPEN cannot: its expiry has to be watched.
   *
   * @throws IllegalStateException if the channel is here already
   * @throws IllegalArgumentException if its place is another partition
   */
  public void restore(ChannelId id, Dormant channel) {
    checkPlace(id);
    channels.add(id, channel);
  }

  /** Makes room for about that many channels to come. */
  public void expect(int count) {
    channels.expect(count);
  }

  private void checkPlace(ChannelId id) {
    if (channels.holds(id) || isClosed(id)) {
      throw new IllegalStateException("channel " + id + " is here already");
    }
    if (id.partition(partitions) != number) {
      throw new IllegalArgumentException("channel " + id + " belongs to another partition");
    }
  }

  /**
   * Moves the clock, as a record of another channel at {@code offset} would.
   *
   * @throws IllegalArgumentException if it goes backwards
   */
  public void advanceTo(long offset) {
    if (offset < now) {
      throw new IllegalArgumentException("offset " + offset + " comes after " + now);
    }
    now = offset;
  }
}
