package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.LogRecord;
import org.jspecify.annotations.Nullable;

/** What a peer holds of epochs that have not begun: its own offer, and keys for the pending one. */
final class Proposals {
  private static final long UNKNOWN = -1;

  private final Outbox outbox;
  private Agreed.@Nullable Offered offered;
  private Agreed.@Nullable Candidate candidate;

  /** Log offsets at which our offer and our answer stand, as acknowledged. */
  private long offerLoggedAt = UNKNOWN;

  private long answerLoggedAt = UNKNOWN;

  Proposals(Outbox outbox) {
    this.outbox = outbox;
  }

  Agreed.@Nullable Offered offered() {
    return offered;
  }

  Agreed.@Nullable Candidate candidate() {
    return candidate;
  }

  /** Our offer, in place of the one before. */
  void offer(Agreed.@Nullable Offered ours) {
    dropOffered();
    offered = ours;
  }

  /** Keys for the pending offer. */
  void agree(Agreed.@Nullable Candidate keys) {
    dropCandidate();
    candidate = keys;
  }

  /** The candidate, which its epoch takes over. */
  Agreed.@Nullable Candidate takeCandidate() {
    Agreed.Candidate taken = candidate;
    candidate = null;
    return taken;
  }

  boolean isOurs(Bytes offerId) {
    return offered != null && offered.offerId().equals(offerId);
  }

  /** Keeps the candidate only if that answer is the one it came from. */
  void keepOnly(Answer answer) {
    if (candidate != null && !candidate.answer().equals(answer)) {
      dropCandidate();
    }
  }

  /** The offer with that id comes to nothing. */
  void drop(Bytes offerId) {
    if (isOurs(offerId)) {
      dropOffered();
    }
    if (candidate != null && candidate.agreement().offerId().equals(offerId)) {
      dropCandidate();
    }
  }

  void dropOffered() {
    if (offered != null) {
      outbox.acknowledged(offered.offer());
      offered.keys().erase();
      offered = null;
    }
    offerLoggedAt = UNKNOWN;
  }

  void dropCandidate() {
    if (candidate != null) {
      outbox.acknowledged(candidate.answer());
      candidate.keys().erase();
      candidate = null;
    }
    answerLoggedAt = UNKNOWN;
  }

  void acknowledged(LogRecord record, long offset) {
    if (offered != null && offered.offer().equals(record)) {
      offerLoggedAt = offset;
    } else if (candidate != null && candidate.answer().equals(record)) {
      answerLoggedAt = offset;
    }
  }

  /** Whether a reader at {@code now} has read past our offer. */
  boolean isOfferBehind(long now) {
    return offered != null && offerLoggedAt != UNKNOWN && now >= offerLoggedAt;
  }

  /** Whether a reader at {@code now} has read past our answer. */
  boolean isAnswerBehind(long now) {
    return candidate != null
        && candidate.ours()
        && answerLoggedAt != UNKNOWN
        && now >= answerLoggedAt;
  }
}
