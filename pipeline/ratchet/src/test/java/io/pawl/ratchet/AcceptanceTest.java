package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AcceptanceTest {
  private static final int STEPS = 3_000;
  private static final int SEEDS = 6;

  /** Every window that these slots allow, each with the edges of overlap and lookahead. */
  static Stream<Policy> edges() {
    return IntStream.of(16, 63, 64, 65, 128, 4_096, 65_536)
        .boxed()
        .flatMap(n ->
            IntStream.of(n < 64 ? n : 64, 128, 4_096)
                .filter(w -> w <= n)
                .boxed()
                .flatMap(w ->
                    IntStream.of(1, n)
                        .boxed()
                        .flatMap(overlap ->
                            Stream.of(2, 16).map(ahead -> policy(n, overlap, w, ahead)))));
  }

  /** Some between the edges, where an overlap runs out in the middle of a slot. */
  static Stream<Policy> others() {
    return Stream.of(
        policy(63, 7, 63, 3),
        policy(200, 3, 192, 2),
        policy(256, 64, 128, 4),
        policy(65_536, 1_000, 4_096, 5));
  }

  @ParameterizedTest
  @MethodSource({"edges", "others"})
  void itDecidesAsPlainSetsDo(Policy policy) {
    Set<Refusal> met = EnumSet.noneOf(Refusal.class);
    boolean reachedTheEnd = false;
    for (int seed = 0; seed < SEEDS; seed++) {
      Trace trace = new Trace(policy, seed, seed % 2 == 0);
      trace.run(STEPS, met);
      reachedTheEnd |= trace.reachedTheEnd;
    }

    assertThat(reachedTheEnd).as("the last counter of a slot was accepted").isTrue();
    assertThat(met)
        .contains(
            Refusal.REPLAYED,
            Refusal.COUNTER_OUT_OF_SLOT,
            Refusal.SLOT_EXPIRED,
            Refusal.SLOT_TOO_FAR,
            Refusal.REKEY_REQUIRED);
    // A window as long as its slot is never left.
    boolean shorter = policy.window() < policy.slotMessages();
    assertThat(met.contains(Refusal.COUNTER_TOO_FAR)).isEqualTo(shorter);
    assertThat(met.contains(Refusal.COUNTER_TOO_OLD)).isEqualTo(shorter);
  }

  /** One random trace through the acceptance and the naive model, side by side. */
  private static final class Trace {
    private final Policy policy;
    private final int seed;
    private final boolean hurries;
    private final SplittableRandom random;
    private final NaiveAcceptance naive;
    private Acceptance acceptance;
    private boolean reachedTheEnd;

    /** A trace through many slots, or one that hurries through few, to come to their ends. */
    Trace(Policy policy, int seed, boolean hurries) {
      this.policy = policy;
      this.seed = seed;
      this.hurries = hurries;
      this.random = new SplittableRandom(seed);
      this.naive = new NaiveAcceptance(policy);
      this.acceptance = Acceptance.begin(policy);
    }

    void run(int steps, Set<Refusal> met) {
      for (int step = 0; step < steps; step++) {
        long slot = slot();
        int counter = counter(naive.top(slot));
        Refusal expected = naive.place(slot, counter);

        assertThat(acceptance.place(slot, counter))
            .as("seed %d, step %d: slot %d, counter %d", seed, step, slot, counter)
            .isEqualTo(expected);
        if (expected == null) {
          assertThat(acceptance.commit(slot, counter)).isEqualTo(naive.commit(slot, counter));
          reachedTheEnd |= counter == policy.slotMessages() - 1;
        } else {
          met.add(expected);
          boolean diverges =
              expected == Refusal.COUNTER_TOO_FAR || expected == Refusal.SLOT_TOO_FAR;
          // A divergence ends a trace: most of them are looked at, but not gone into.
          if (diverges && step > steps - 50) {
            acceptance.diverge();
            naive.diverge();
          }
        }
        if (step % 97 == 0) {
          acceptance = restored(acceptance, policy);
        }
      }
    }

    private long slot() {
      long current = naive.slot();
      int ahead = policy.slotLookahead();
      if (random.nextInt(hurries ? 1_000 : 4) != 0) {
        return random.nextInt(4) == 0 ? Math.max(0, current - 1) : current;
      }
      long slot =
          switch (random.nextInt(8)) {
            case 0 -> current + 1;
            case 1 -> current + 2;
            case 2 -> current + ahead;
            case 3 -> current + ahead + 1;
            case 4 -> current - 1;
            case 5 -> current - 2;
            case 6 -> current - ahead;
            default -> current + random.nextInt(-ahead - 1, ahead + 2);
          };
      return Math.max(0, slot);
    }

    private int counter(int top) {
      int w = policy.window();
      int n = policy.slotMessages();
      if (hurries && random.nextInt(3) != 0) {
        return Math.min(top + w, n - 1);
      }
      int counter =
          switch (random.nextInt(12)) {
            case 0, 1 -> top + 1;
            case 2 -> top + random.nextInt(2, 5);
            case 3, 4 -> top + w;
            case 5 -> top + w + 1;
            case 6 -> top + w - 1;
            case 7 -> top - w + random.nextInt(-1, 2);
            case 8 -> top - random.nextInt(0, 3);
            case 9 -> Math.min(top + w, n - 1);
            case 10 -> n + random.nextInt(-1, 2);
            default -> top + random.nextInt(-w - 2, w + 3);
          };
      return Math.max(0, counter);
    }
  }

  @ParameterizedTest(name = "overlap {0}")
  @ValueSource(ints = {1, 2, 65_535, 65_536})
  void aPreviousSlotIsAcceptedForItsOverlapAfterTheFirstOfTheNew(int overlap) {
    Acceptance acceptance = Acceptance.begin(policy(65_536, overlap, 4_096, 2));
    acceptance.commit(0, 5);

    assertThat(acceptance.commit(2, 0)).isTrue();
    for (int i = 1; i < overlap; i++) {
      assertThat(acceptance.place(0, 6)).isNull();
      assertThat(acceptance.commit(2, i)).isFalse();
    }
    assertThat(acceptance.place(0, 6)).isNull();
    assertThat(acceptance.commit(0, 6)).isFalse();

    assertThat(acceptance.place(0, 7)).isEqualTo(Refusal.SLOT_EXPIRED);
    assertThat(acceptance.place(0, 5)).isEqualTo(Refusal.SLOT_EXPIRED);
    assertThat(acceptance.place(2, overlap - 1)).isEqualTo(Refusal.REPLAYED);
  }

  @ParameterizedTest
  @MethodSource("edges")
  void aDirectionRestoredFromItsDataHasTheSameData(Policy policy) {
    Acceptance acceptance = Acceptance.begin(policy);
    int last = policy.slotMessages() - 1;
    for (int counter : new int[] {0, 3, 5, last}) {
      acceptance.commit(0, Math.min(counter, acceptance.top() + policy.window()));
    }
    acceptance.commit(policy.slotLookahead(), 7);
    acceptance.diverge();

    assertThat(restored(acceptance, policy).toData()).isEqualTo(acceptance.toData());
  }

  @Test
  void aDirectionRestoredOverAnotherHasNothingOfIt() {
    Policy policy = policy(256, 64, 128, 4);
    ChannelPosition.InEpoch before = Acceptance.begin(policy).toData();
    Acceptance used = Acceptance.begin(policy);
    used.commit(0, 9);
    used.commit(3, 100);
    used.diverge();

    used.restore(before);

    assertThat(used.toData()).isEqualTo(before);
    assertThat(used.place(1, 0)).isNull();
    used.commit(1, 0);
    assertThat(used.previousSlot()).isZero();
  }

  @ParameterizedTest
  @MethodSource({"edges", "others"})
  void itsDataHasABitForEachCounterOfTheWindowThatWasAccepted(Policy policy) {
    int width = policy.window();
    Acceptance acceptance = Acceptance.begin(policy);
    List<Integer> accepted = new ArrayList<>();
    int top = -1;
    // Through the ring more than once where the slot allows it.
    while (top + width < policy.slotMessages() && top < 3 * width) {
      top += width - 1;
      acceptance.commit(0, top);
      accepted.add(top);
    }

    ChannelPosition.InSlot slot = acceptance.toData().current();

    assertThat(slot.top()).isEqualTo(top);
    assertThat(slot.seen().length()).isEqualTo(8 * ((width + 63) / 64));
    BitSet expected = new BitSet();
    for (int counter : accepted) {
      if (top - counter < width) {
        expected.set(counter % width);
      }
    }
    assertThat(bits(slot.seen())).isEqualTo(expected);
  }

  /** The place of a window that is over is used again: its bits must not show in the new one. */
  @Test
  void aWindowBegunWhileAnotherIsOpenHoldsItsOwnBitsOnly() {
    Policy policy = policy(256, 64, 128, 4);
    Acceptance acceptance = Acceptance.begin(policy);
    acceptance.commit(0, 100);
    acceptance.commit(1, 70);

    acceptance.commit(2, 5);

    ChannelPosition.InEpoch data = acceptance.toData();
    assertThat(bits(data.current().seen())).isEqualTo(BitSet.valueOf(new long[] {1L << 5}));
    assertThat(data.previous())
        .extracting(previous -> previous == null ? null : bits(previous.seen()))
        .isEqualTo(BitSet.valueOf(new long[] {0, 1L << (70 - 64)}));
  }

  private static BitSet bits(Bytes words) {
    BitSet bits = new BitSet();
    for (int i = 0; i < words.length() * 8; i++) {
      // Words are big-endian: bit 0 is the lowest of the eighth byte.
      int at = i / 64 * 8 + 7 - i % 64 / 8;
      bits.set(i, (words.at(at) >>> (i % 8) & 1) != 0);
    }
    return bits;
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
  void windowsOfAnotherSizeAreRefused() {
    ChannelPosition.InEpoch wide = Acceptance.begin(policy(256, 64, 128, 4)).toData();

    assertThatThrownBy(() -> Acceptance.begin(policy(256, 64, 64, 4)).restore(wide))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0} behind")
  @ValueSource(longs = {-1, 0, 17, 1L << 40})
  void aPreviousSlotOutOfReachIsRefused(long behind) {
    Policy policy = policy(256, 64, 128, 16);
    ChannelPosition.InSlot empty = Acceptance.begin(policy).toData().current();
    long slot = 1L << 41;
    ChannelPosition.InEpoch data =
        new ChannelPosition.InEpoch(
            Altered.with(empty, "slot", slot),
            Altered.with(empty, "slot", slot - behind),
            3,
            false);

    assertThatThrownBy(() -> Acceptance.begin(policy).restore(data))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSlotAtTheEndOfTheNumbersIsOnlyTooFar() {
    Acceptance acceptance = Acceptance.begin(policy(16, 4, 16, 2));

    assertThat(acceptance.place(Long.MAX_VALUE, 0)).isEqualTo(Refusal.SLOT_TOO_FAR);
    assertThat(acceptance.place(0, Integer.MAX_VALUE)).isEqualTo(Refusal.COUNTER_OUT_OF_SLOT);
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
