package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a peer finds for itself in what its partner wrote. */
final class VerificationTest {
  private final Scene scene = new Scene(51);
  private final SigningKey approver = scene.entropy.signingKey();
  private final Policy policy =
      new Policy(16, 4, 16, 64, 2, 3, 3, 1, 1, List.of(approver.publicKey()));
  private final Offer offer = scene.offerOpen(policy).offer();
  private final Answer answer =
      Handshake.answer(offer, scene.responder, scene.processors.publicKey(), scene.entropy, null)
          .answer();

  private Offer resigned(String component, Object value) {
    return Forge.offer(Altered.with(offer, component, value), scene.initiator);
  }

  private Answer signed(String component, Object value) {
    return Forge.answer(Altered.with(answer, component, value), scene.responder);
  }

  @Test
  void anOfferIsWellFormedSignedStrongAndAllowed() {
    assertThat(Verification.offer(offer)).isNull();
    assertThat(Verification.offer(Altered.with(offer, "signature", Bytes.EMPTY)))
        .isEqualTo(Refusal.MALFORMED);
    assertThat(Verification.offer(Forge.offer(offer, scene.responder)))
        .isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(Verification.offer(resigned("policy", Altered.with(policy, "overlap", 17))))
        .isEqualTo(Refusal.BAD_POLICY);
    Offer low = Altered.with(offer, "x25519", Forge.LOW_ORDER_POINT);
    ChannelId channel = Transcript.channel(low.initiator(), low.responder(), low.x25519());
    assertThat(
            Verification.offer(Forge.offer(Altered.with(low, "channel", channel), scene.initiator)))
        .isEqualTo(Refusal.LOW_ORDER_KEY);
  }

  @Test
  void anAnswerIsWellFormedToThisOfferFittingSignedAndStrong() {
    assertThat(Verification.answer(offer, answer)).isNull();
    assertThat(Verification.answer(offer, Altered.with(answer, "grant", Bytes.EMPTY)))
        .isEqualTo(Refusal.MALFORMED);
    assertThat(Verification.answer(offer, signed("offerId", Bytes.wrap(new byte[32]))))
        .isEqualTo(Refusal.UNKNOWN_OFFER);
    assertThat(Verification.answer(offer, signed("mlkem", Bytes.EMPTY)))
        .isEqualTo(Refusal.KEM_MISMATCH);
    assertThat(Verification.answer(offer, Forge.answer(answer, scene.initiator)))
        .isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(Verification.answer(offer, signed("x25519", Forge.LOW_ORDER_POINT)))
        .isEqualTo(Refusal.LOW_ORDER_KEY);
  }

  @Test
  void aBumpIsAnsweredWithoutAKem() {
    Scene.Opened opened = scene.open();
    Offer bump = Handshake.bump(opened.offer(), scene.initiator, scene.entropy).offer();
    Answer plain =
        Handshake.answer(
                bump,
                scene.responder,
                scene.processors.publicKey(),
                scene.entropy,
                opened.responder().resumption())
            .answer();
    Answer with = Altered.with(plain, "mlkem", answer.mlkem());

    assertThat(Verification.answer(bump, plain)).isNull();
    assertThat(Verification.answer(bump, Forge.answer(with, scene.responder)))
        .isEqualTo(Refusal.KEM_MISMATCH);
  }

  @Test
  void anApprovalIsWellFormedOfThisOfferAndByAnApprover() {
    Approval approval = Handshake.approve(offer, 0, approver);

    assertThat(Verification.approval(offer, policy, approval)).isNull();
    assertThat(Verification.approval(offer, policy, Altered.with(approval, "approver", -1)))
        .isEqualTo(Refusal.MALFORMED);
    assertThat(
            Verification.approval(
                offer, policy, Altered.with(approval, "offerId", Bytes.wrap(new byte[32]))))
        .isEqualTo(Refusal.UNKNOWN_OFFER);
    assertThat(Verification.approval(offer, policy, Handshake.approve(offer, 1, approver)))
        .isEqualTo(Refusal.NOT_AN_APPROVER);
    assertThat(Verification.approval(offer, Scene.POLICY, approval))
        .isEqualTo(Refusal.NOT_AN_APPROVER);
    assertThat(Verification.approval(offer, policy, Handshake.approve(offer, 0, scene.initiator)))
        .isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(Verification.approvalsNeeded(offer, policy)).isEqualTo(1);
  }

  @Test
  void aCloseIsWellFormedAndByThatPeer() {
    Close close = Handshake.close(offer.channel(), Direction.RESPONDER, scene.responder);

    assertThat(Verification.close(close, scene.responder.publicKey())).isNull();
    assertThat(Verification.close(close, scene.initiator.publicKey()))
        .isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(
            Verification.close(
                Altered.with(close, "signature", Bytes.EMPTY), scene.responder.publicKey()))
        .isEqualTo(Refusal.MALFORMED);
  }
}
