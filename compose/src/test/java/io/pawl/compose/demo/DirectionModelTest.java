package io.pawl.compose.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectionModelTest {
  private final DirectionModel direction =
      new DirectionModel(new Policy(256, 4, 64, 64, 2, 3, 8, 0, 0, List.of()));

  private void assertAccepted(long slot, int counter) {
    assertThat(direction.decide(slot, counter)).isInstanceOf(Verdict.Accepted.class);
  }

  private void assertRefused(long slot, int counter, Refusal code) {
    assertThat(direction.decide(slot, counter))
        .isInstanceOfSatisfying(
            Verdict.Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(code));
  }

  @Test
  void theWindowReachesAsFarAheadAsItsSizeFromNothing() {
    assertAccepted(0, 63);
    assertAccepted(0, 127);
    assertRefused(0, 63, Refusal.COUNTER_TOO_OLD);
    assertAccepted(0, 64);
    assertRefused(0, 64, Refusal.REPLAYED);
  }

  @Test
  void oneCounterBeyondTheWindowKillsTheDirection() {
    assertRefused(0, 64, Refusal.COUNTER_TOO_FAR);
    assertRefused(0, 0, Refusal.REKEY_REQUIRED);
  }

  @Test
  void aFreshSlotHasAFreshWindow() {
    assertAccepted(0, 0);
    assertAccepted(2, 63);
    assertAccepted(0, 1);
    assertRefused(1, 0, Refusal.SLOT_EXPIRED);
    assertRefused(5, 0, Refusal.SLOT_TOO_FAR);
  }

  @Test
  void refusalsDoNotUseUpTheOverlap() {
    assertAccepted(0, 0);
    assertAccepted(1, 0);
    for (int i = 0; i < 10; i++) {
      assertRefused(1, 0, Refusal.REPLAYED);
      assertRefused(0, 0, Refusal.REPLAYED);
    }
    assertAccepted(1, 1);
    assertAccepted(1, 2);
    assertAccepted(1, 3);
    assertAccepted(0, 1);
    assertRefused(0, 2, Refusal.SLOT_EXPIRED);
  }
}
