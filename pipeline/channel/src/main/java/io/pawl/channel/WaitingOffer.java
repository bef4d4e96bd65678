package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Handshake;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Verification;
import org.jspecify.annotations.Nullable;

/** An accepted offer of a REKEY or BUMP, and what of it has come. */
final class WaitingOffer {
  /** Log offsets after which it can be answered no more; the protocol's number. */
  private static final long TTL = 100_000;

  private final Offer offer;
  private final Bytes id;
  private final long offeredAt;
  private @Nullable Answer answer;
  private int approvals;

  /** Messages accepted since; after a restart, at most as many as there were. */
  private long accepted;

  /** The last log offset that was seen. */
  private long now;

  WaitingOffer(Holding.Waiting kept) {
    this.offer = kept.offer();
    this.id = Handshake.offerId(offer);
    this.offeredAt = kept.offeredAt();
    this.answer = kept.answer();
    this.approvals = kept.approvals();
    this.now = offeredAt;
  }

  Offer offer() {
    return offer;
  }

  Bytes id() {
    return id;
  }

  @Nullable Answer answer() {
    return answer;
  }

  void answered(Answer first) {
    answer = first;
  }

  void approved(int approver) {
    approvals |= 1 << approver;
  }

  void accepted() {
    accepted++;
  }

  void elapse(long logOffset) {
    now = Math.max(now, logOffset);
  }

  long offeredAt() {
    return offeredAt;
  }

  boolean isOf(Direction side) {
    return offer.offerer() == side;
  }

  /** Whether all approvals are there that the current epoch's policy asks for. */
  boolean isApproved(Policy governing) {
    return Integer.bitCount(approvals) >= Verification.approvalsNeeded(offer, governing);
  }

  /** Whether it can be answered no more, under the current epoch's policy. */
  boolean isExpired(Policy current) {
    return now - offeredAt > TTL || accepted > (long) current.overlap() + current.slotMessages();
  }

  /** Whether an offer of {@code kind} and {@code reason} by the other peer would replace it. */
  boolean yieldsTo(Kind kind, Reason reason) {
    return kind == Kind.REKEY
        && (offer.kind() == Kind.BUMP || reason.code() > offer.reason().code());
  }

  Holding.Waiting kept() {
    return new Holding.Waiting(offer, offeredAt, answer, approvals);
  }
}
