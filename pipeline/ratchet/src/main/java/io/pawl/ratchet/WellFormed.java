package io.pawl.ratchet;

/**
 * Whether a decoded record is one at all: what is {@link Refusal#MALFORMED} by itself, without any
 * state.
 */
final class WellFormed {
  private static final int IDENTITY_LENGTH = 32;
  private static final int DIGEST_LENGTH = 32;
  private static final int SIGNATURE_LENGTH = 64;
  private static final int MAX_U16 = 0xffff;
  private static final int MAX_U8 = 0xff;

  private WellFormed() {}

  static boolean envelope(Envelope envelope) {
    return envelope.epoch() >= 0
        && envelope.slot() >= 0
        && envelope.counter() >= 0
        && envelope.tag().length() == AdmissionTag.LENGTH;
  }

  static boolean offer(Offer offer) {
    return offer.epoch() >= 0
        && offer.initiator().length() == IDENTITY_LENGTH
        && offer.responder().length() == IDENTITY_LENGTH
        && offer.signature().length() == SIGNATURE_LENGTH
        && agreementKey(offer.x25519())
        && policy(offer.policy())
        && (offer.reason() == Reason.ROUTINE || offer.kind() == Kind.REKEY)
        && (offer.kind() == Kind.OPEN ? opening(offer) : offer.anchor() == 0)
        && (offer.kind() == Kind.BUMP
            ? offer.mlkem().length() == 0
            : MlKem.isEncapsulationKey(offer.mlkem()));
  }

  private static boolean opening(Offer offer) {
    return offer.anchor() >= 0
        && offer.offerer() == Direction.INITIATOR
        && !offer.initiator().equals(offer.responder())
        && offer
            .channel()
            .equals(Transcript.channel(offer.initiator(), offer.responder(), offer.x25519()));
  }

  /** Whether a policy can be written down; whether it is allowed is another question. */
  private static boolean policy(Policy policy) {
    return policy.slotMessages() >= 0
        && policy.overlap() >= 0
        && policy.window() >= 0
        && policy.cellBytes() >= 0
        && fits(policy.slotLookahead(), MAX_U16)
        && fits(policy.rekeyBurst(), MAX_U8)
        && fits(policy.idleBumps(), MAX_U8)
        && fits(policy.approvalsNeeded(), MAX_U8)
        && fits(policy.approvalKinds(), MAX_U8)
        && policy.approvers().size() <= Policy.MAX_APPROVERS
        && policy.approvers().stream().allMatch(key -> key.length() == IDENTITY_LENGTH);
  }

  static boolean answer(Answer answer) {
    int mlkem = answer.mlkem().length();
    return answer.offerId().length() == DIGEST_LENGTH
        && answer.signature().length() == SIGNATURE_LENGTH
        && agreementKey(answer.x25519())
        && (mlkem == 0 || mlkem == MlKem.CIPHERTEXT_LENGTH)
        && answer.grant().length() == Grant.LENGTH;
  }

  static boolean approval(Approval approval) {
    return approval.offerId().length() == DIGEST_LENGTH
        && approval.approver() >= 0
        && approval.signature().length() == SIGNATURE_LENGTH;
  }

  static boolean close(Close close) {
    return close.signature().length() == SIGNATURE_LENGTH;
  }

  private static boolean agreementKey(Bytes key) {
    return key.length() == AgreementPoint.LENGTH && AgreementPoint.isCanonical(key);
  }

  private static boolean fits(int value, int most) {
    return value >= 0 && value <= most;
  }
}
