package io.pawl.ratchet;

import org.jspecify.annotations.Nullable;

/**
 * What a peer checks for itself about a record of its partner, whatever a processor says: the rules
 * that need no state of the log.
 */
public final class Verification {
  private Verification() {}

  /** What is wrong with an offer by itself; null if nothing is. */
  public static @Nullable Refusal offer(Offer offer) {
    if (!WellFormed.offer(offer)) {
      return Refusal.MALFORMED;
    }
    byte[] body = Transcript.offerBody(offer);
    if (!Ed25519Verifier.verifies(offer.offererIdentity(), body, offer.signature())) {
      return Refusal.BAD_SIGNATURE;
    }
    if (AgreementPoint.isLowOrder(offer.x25519())) {
      return Refusal.LOW_ORDER_KEY;
    }
    return offer.policy().isWithinLimits() ? null : Refusal.BAD_POLICY;
  }

  /** What is wrong with an answer to {@code offer}; null if nothing is. Its grant stays closed. */
  public static @Nullable Refusal answer(Offer offer, Answer answer) {
    if (!WellFormed.answer(answer)) {
      return Refusal.MALFORMED;
    }
    if (!answer.offerId().equals(Handshake.offerId(offer))) {
      return Refusal.UNKNOWN_OFFER;
    }
    if (!kemFits(offer.kind(), answer)) {
      return Refusal.KEM_MISMATCH;
    }
    if (!signedBy(offer.answererIdentity(), answer)) {
      return Refusal.BAD_SIGNATURE;
    }
    return AgreementPoint.isLowOrder(answer.x25519()) ? Refusal.LOW_ORDER_KEY : null;
  }

  /**
   * What is wrong with an approval of {@code offer}; null if nothing is.
   *
   * @param governing the current epoch's policy; for an OPEN, the offered one
   */
  public static @Nullable Refusal approval(Offer offer, Policy governing, Approval approval) {
    if (!WellFormed.approval(approval)) {
      return Refusal.MALFORMED;
    }
    Bytes offerId = Handshake.offerId(offer);
    if (!approval.offerId().equals(offerId)) {
      return Refusal.UNKNOWN_OFFER;
    }
    if (approvalsNeeded(offer, governing) == 0
        || approval.approver() >= governing.approvers().size()) {
      return Refusal.NOT_AN_APPROVER;
    }
    Bytes approver = governing.approvers().get(approval.approver());
    return signedBy(approver, approval) ? null : Refusal.BAD_SIGNATURE;
  }

  /** What is wrong with a close by the peer of that Ed25519 identity; null if nothing is. */
  public static @Nullable Refusal close(Close close, Bytes peer) {
    if (!WellFormed.close(close)) {
      return Refusal.MALFORMED;
    }
    return signedBy(peer, close) ? null : Refusal.BAD_SIGNATURE;
  }

  /**
   * Whether an envelope's tag is right.
   *
   * @param admission the admission key of its direction and epoch, 32 bytes
   */
  public static boolean envelope(Envelope envelope, Secret admission) {
    return envelope.slot() >= 0
        && envelope.counter() >= 0
        && new AdmissionTag().verifies(admission.bytes(), 0, envelope);
  }

  /**
   * Approvals that {@code offer} needs; 0 if it needs none.
   *
   * @param governing the current epoch's policy; for an OPEN, the offered one
   */
  public static int approvalsNeeded(Offer offer, Policy governing) {
    return Approvals.needed(offer.kind(), offer.reason(), offer.policy(), governing);
  }

  /** Whether the answer has an ML-KEM ciphertext exactly where the offer asks for one. */
  static boolean kemFits(Kind kind, Answer answer) {
    return (answer.mlkem().length() == 0) == (kind == Kind.BUMP);
  }

  static boolean signedBy(Bytes answerer, Answer answer) {
    byte[] core = Transcript.answerCore(answer.offerId(), answer.x25519(), answer.mlkem());
    return Ed25519Verifier.verifies(
        answerer, Transcript.signedAnswer(core, answer.grant()), answer.signature());
  }

  static boolean signedBy(Bytes approver, Approval approval) {
    return Ed25519Verifier.verifies(
        approver, Transcript.approval(approval.offerId()), approval.signature());
  }

  static boolean signedBy(Bytes peer, Close close) {
    return Ed25519Verifier.verifies(peer, Transcript.close(close.channel()), close.signature());
  }
}
