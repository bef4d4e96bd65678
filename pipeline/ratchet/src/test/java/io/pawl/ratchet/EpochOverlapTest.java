package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EpochOverlapTest {
  private final Scene scene = new Scene(4);
  private final Scene.Opened first = scene.open();

  @Test
  void itLastsItsMessagesAfterTheFirst() {
    EpochOverlap overlap = EpochOverlap.begin(scene.bump(first).offer(), 10);

    for (int i = 0; i <= Scene.POLICY.overlap(); i++) {
      assertThat(overlap.isOver(11)).isFalse();
      overlap.accepted();
    }

    assertThat(overlap.isOver(11)).isTrue();
    assertThat(overlap.left()).isZero();
  }

  @Test
  void itLastsItsOffsetsInSilence() {
    EpochOverlap overlap = EpochOverlap.begin(scene.bump(first).offer(), 10);

    assertThat(overlap.isOver(100_010)).isFalse();
    assertThat(overlap.isOver(100_011)).isTrue();
    assertThat(overlap.left()).isEqualTo(-1);
  }

  @Test
  void aSuspicionLeavesNone() {
    assertThat(EpochOverlap.begin(scene.rekey(first, Reason.SUSPICIOUS).offer(), 10).isOver(10))
        .isTrue();
    assertThat(EpochOverlap.begin(first.offer(), 10).isOver(10)).isTrue();
  }

  @Test
  void whatIsOverStaysOver() {
    EpochOverlap overlap = EpochOverlap.begin(scene.bump(first).offer(), 10);

    for (int i = 0; i < 3 * Scene.POLICY.overlap(); i++) {
      overlap.accepted();
    }

    assertThat(overlap.left()).isZero();
    assertThat(overlap.isOver(10)).isTrue();
  }

  @Test
  void aRestoredOneGoesOnWhereItStood() {
    Offer offer = scene.bump(first).offer();

    EpochOverlap restored = EpochOverlap.restore(offer, 10, 2);
    EpochOverlap untouched = EpochOverlap.restore(offer, 10, -1);

    restored.accepted();
    assertThat(restored.isOver(100_010)).isFalse();
    assertThat(restored.isOver(100_011)).isTrue();
    restored.accepted();
    assertThat(restored.isOver(11)).isTrue();
    untouched.accepted();
    assertThat(untouched.left()).isEqualTo(Scene.POLICY.overlap());
  }
}
