package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AcceptanceTest {
  private static final int STEPS = 4_000;

  static Stream<Policy> edges() {
    return Stream.of(
        policy(16, 1, 16, 2),
        policy(16, 16, 16, 16),
        policy(63, 7, 63, 3),
        policy(64, 64, 64, 2),
        policy(65, 5, 64, 4),
        policy(200, 3, 192, 2),
        policy(256, 64, 128, 4),
        policy(65_536, 1_000, 4_096, 16));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void itDecidesAsPlainSetsDo(Policy policy) {
    for (long seed : LongStream.range(0, 20).toArray()) {
      SplittableRandom random = new SplittableRandom(seed);
      NaiveAcceptance naive = new NaiveAcceptance(policy);
      Acceptance acceptance = Acceptance.begin(policy);
      for (int step = 0; step < STEPS; step++) {
        long slot = Math.max(0, naive.slot() + draw(random, -3, policy.slotLookahead() + 2, 0.97));
        int around = naive.top(slot) + draw(random, -policy.window() - 2, policy.window() + 2, 0.8);
        int counter = Math.clamp(around, 0, policy.slotMessages());
        Refusal expected = naive.place(slot, counter);
        // A divergence ends a trace: most of them are looked at, but not gone into.
        boolean diverges = expected == Refusal.COUNTER_TOO_FAR || expected == Refusal.SLOT_TOO_FAR;

        assertThat(acceptance.place(slot, counter))
            .as("seed %d, step %d: slot %d, counter %d", seed, step, slot, counter)
            .isEqualTo(expected);
        if (expected == null) {
          assertThat(acceptance.commit(slot, counter)).isEqualTo(naive.commit(slot, counter));
        } else if (diverges && step > STEPS - 50) {
          acceptance.diverge();
          naive.diverge();
        }
        if (step % 97 == 0) {
          acceptance = restored(acceptance, policy);
        }
      }
    }
  }

  @Test
  void aDirectionRestoredFromItsDataHasTheSameData() {
    Policy policy = policy(256, 64, 128, 4);
    Acceptance acceptance = Acceptance.begin(policy);
    for (int counter : new int[] {0, 3, 5, 100, 120}) {
      acceptance.commit(0, counter);
    }
    acceptance.commit(2, 7);
    acceptance.diverge();

    assertThat(restored(acceptance, policy).toData()).isEqualTo(acceptance.toData());
  }

  @Test
  void aWindowThatIsOverLeavesNoTrace() {
    Policy policy = policy(256, 1, 128, 4);
    Acceptance acceptance = Acceptance.begin(policy);
    acceptance.commit(0, 9);
    acceptance.commit(1, 0);
    acceptance.commit(1, 1);

    assertThat(acceptance.toData().previous()).isNull();
    Acceptance swappedTwice = Acceptance.begin(policy);
    swappedTwice.commit(0, 4);
    swappedTwice.commit(1, 0);
    swappedTwice.commit(1, 1);
    assertThat(acceptance.toData()).isEqualTo(swappedTwice.toData());
  }

  @Test
  void aSlotAtTheEndOfTheNumbersIsOnlyTooFar() {
    Acceptance acceptance = Acceptance.begin(policy(16, 4, 16, 2));

    assertThat(acceptance.place(Long.MAX_VALUE, 0)).isEqualTo(Refusal.SLOT_TOO_FAR);
    assertThat(acceptance.place(0, Integer.MAX_VALUE)).isEqualTo(Refusal.COUNTER_OUT_OF_SLOT);
  }

  /** Mostly small steps forward, sometimes anything within the edges. */
  private static int draw(SplittableRandom random, int least, int most, double calm) {
    if (random.nextDouble() < calm) {
      return most > 20 ? random.nextInt(0, 3) : 0;
    }
    return random.nextInt(least, most + 1);
  }

  private static Acceptance restored(Acceptance acceptance, Policy policy) {
    Acceptance copy = Acceptance.begin(policy);
    copy.restore(acceptance.toData());
    return copy;
  }

  private static Policy policy(int slotMessages, int overlap, int window, int lookahead) {
    return new Policy(slotMessages, overlap, window, 64, lookahead, 3, 8, 0, 0, List.of());
  }
}
