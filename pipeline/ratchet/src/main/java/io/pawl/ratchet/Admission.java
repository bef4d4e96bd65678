package io.pawl.ratchet;

import java.util.List;

/** What becomes of an envelope of a known channel. Keeps one Mac and one view for all of them. */
final class Admission {
  private final GrantKeys keys;
  private final AdmissionTag tag = new AdmissionTag();
  private final Acceptance acceptance = new Acceptance();

  Admission(GrantKeys keys) {
    this.keys = keys;
  }

  /** Authenticates, decides, then moves the channel. */
  Outcome admit(Channel channel, Envelope envelope, long offset) {
    Epoch current = channel.current();
    if (current == null) {
      return Outcomes.refused(Refusal.UNKNOWN_CHANNEL);
    }
    if (envelope.epoch() > channel.epoch()) {
      return Outcomes.refused(Refusal.EPOCH_UNKNOWN);
    }
    Epoch epoch = channel.epoch(envelope.epoch());
    if (epoch == null) {
      return Outcomes.refused(Refusal.EPOCH_EXPIRED);
    }
    if (!epoch.policy().isWholeCells(envelope.ciphertext().length() - AesGcm.TAG_LENGTH)) {
      return Outcomes.refused(Refusal.BAD_SIZE);
    }
    Direction direction = envelope.direction();
    Secret admission = epoch.open(keys, envelope.channel(), envelope.epoch());
    int keyOffset = direction.code() * AdmissionTag.KEY_LENGTH;
    if (!tag.verifies(admission.bytes(), keyOffset, envelope)) {
      return Outcomes.refused(Refusal.BAD_TAG);
    }
    if (epoch != current && !channel.overlaps(direction, offset)) {
      return advise(channel, current, envelope, Refusal.EPOCH_EXPIRED, offset);
    }
    channel.view(acceptance, epoch, direction);
    Refusal refusal = acceptance.place(envelope.slot(), envelope.counter());
    return switch (refusal) {
      case null -> commit(channel, epoch, envelope);
      case COUNTER_TOO_FAR, SLOT_TOO_FAR -> diverge(epoch == current, envelope, refusal, offset);
      case SLOT_EXPIRED -> advise(channel, current, envelope, refusal, offset);
      default -> Outcomes.refused(refusal);
    };
  }

  private Outcome commit(Channel channel, Epoch epoch, Envelope envelope) {
    boolean slotAdvanced = acceptance.commit(envelope.slot(), envelope.counter());
    channel.countAccepted(envelope.direction(), epoch);
    return slotAdvanced ? Outcomes.NEW_SLOT : Outcomes.IN_SLOT;
  }

  private Outcome diverge(boolean inCurrent, Envelope envelope, Refusal refusal, long offset) {
    acceptance.diverge();
    // The previous epoch ends anyway: nobody need re-establish for it.
    List<Event> events =
        inCurrent ? List.of(required(envelope, refusal, false, offset)) : List.of();
    return Outcomes.refused(refusal, Action.REESTABLISH, Outcome.Change.POSITION, events);
  }

  private static Outcome advise(
      Channel channel, Epoch current, Envelope envelope, Refusal refusal, long offset) {
    if (!channel.advisoryIsDue(envelope.direction(), current.policy())) {
      return Outcomes.unadvised(refusal);
    }
    channel.countAdvisory(envelope.direction());
    return Outcomes.refused(
        refusal,
        Action.ADVISE,
        Outcome.Change.POSITION,
        List.of(required(envelope, refusal, true, offset)));
  }

  private static Event required(Envelope envelope, Refusal refusal, boolean advisory, long offset) {
    return new Event.ReestablishRequired(
        envelope.channel(), envelope.epoch(), envelope.direction(), refusal, advisory, offset);
  }
}
