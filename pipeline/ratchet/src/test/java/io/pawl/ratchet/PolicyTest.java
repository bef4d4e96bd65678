package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PolicyTest {
  static Stream<Arguments> numbers() {
    return Stream.of(
        arguments("overlap", 0, false),
        arguments("overlap", 1, true),
        arguments("overlap", 256, true),
        arguments("overlap", 257, false),
        arguments("cellBytes", 63, false),
        arguments("cellBytes", 64, true),
        arguments("cellBytes", 65_536, true),
        arguments("cellBytes", 65_537, false),
        arguments("slotLookahead", 1, false),
        arguments("slotLookahead", 2, true),
        arguments("slotLookahead", 16, true),
        arguments("slotLookahead", 17, false),
        arguments("rekeyBurst", 0, false),
        arguments("rekeyBurst", 1, true),
        arguments("rekeyBurst", 255, true),
        arguments("rekeyBurst", 256, false),
        arguments("idleBumps", 0, false),
        arguments("idleBumps", 1, true),
        arguments("idleBumps", 255, true),
        arguments("idleBumps", 256, false));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("numbers")
  void aNumberIsWithinItsLimits(String component, int value, boolean within) {
    assertThat(Altered.with(Policy.DEFAULT, component, value).isWithinLimits()).isEqualTo(within);
  }

  @ParameterizedTest(name = "N={0} W={1}: {2}")
  @CsvSource({
    "15, 15, false",
    "16, 16, true",
    "16, 15, false",
    "16, 64, false",
    "63, 63, true",
    "63, 64, false",
    "64, 64, true",
    "64, 63, false",
    "64, 0, false",
    "65, 64, true",
    "65, 65, false",
    "127, 128, false",
    "128, 128, true",
    "128, 96, false",
    "4096, 4096, true",
    "65536, 4096, true",
    "65536, 4160, false",
    "65536, 0, false",
    "65537, 64, false"
  })
  void aWindowIsWholeWordsWithinItsSlot(int slotMessages, int window, boolean within) {
    assertThat(new Policy(slotMessages, 1, window, 64, 2, 1, 1, 0, 0, List.of()).isWithinLimits())
        .isEqualTo(within);
  }

  private static List<Bytes> approvers(int count) {
    List<Bytes> ascending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[32];
      // Above 127 only an unsigned comparison is ascending.
      key[0] = (byte) (120 + i);
      ascending.add(Bytes.wrap(key));
    }
    return ascending;
  }

  private static boolean within(int needed, int kinds, List<Bytes> approvers) {
    return new Policy(256, 64, 128, 1024, 4, 3, 8, needed, kinds, approvers).isWithinLimits();
  }

  @Test
  void noMoreApprovalsAreNeededThanThereAreApprovers() {
    assertThat(within(0, 0, List.of())).isTrue();
    assertThat(within(0, 0, approvers(2))).isTrue();
    assertThat(within(0, 1, approvers(2))).isFalse();
    assertThat(within(1, 1, approvers(2))).isTrue();
    assertThat(within(2, 1, approvers(2))).isTrue();
    assertThat(within(3, 1, approvers(2))).isFalse();
    assertThat(within(1, 1, List.of())).isFalse();
    assertThat(within(16, 15, approvers(16))).isTrue();
    assertThat(within(1, 15, approvers(17))).isFalse();
    assertThat(within(1, 16, approvers(2))).isFalse();
    assertThat(within(-1, 0, approvers(2))).isFalse();
    assertThat(within(1, -1, approvers(2))).isFalse();
  }

  @Test
  void approversAscendStrictly() {
    List<Bytes> twice = new ArrayList<>(approvers(3));
    twice.set(2, twice.get(1));
    List<Bytes> descending = new ArrayList<>(approvers(16));
    Collections.swap(descending, 14, 15);

    assertThat(within(1, 1, twice)).isFalse();
    assertThat(within(1, 1, descending)).isFalse();
  }

  @Test
  void aPlaintextIsWholeCellsAndAtLeastOne() {
    for (int length : new int[] {-16, -1_024, 0, 1, 1_023, 1_025}) {
      assertThat(Policy.DEFAULT.isWholeCells(length)).as("%d", length).isFalse();
    }
    assertThat(Policy.DEFAULT.isWholeCells(1_024)).isTrue();
    assertThat(Policy.DEFAULT.isWholeCells(3_072)).isTrue();
  }

  @Test
  void neitherAWindowNorAnOverlapMayBeOutrun() {
    assertThat(new Policy(256, 64, 128, 64, 2, 3, 3, 0, 0, List.of()).maxUnacknowledged())
        .isEqualTo(64);
    assertThat(new Policy(256, 200, 128, 64, 2, 3, 3, 0, 0, List.of()).maxUnacknowledged())
        .isEqualTo(128);
  }

  /** Else a channel would hold the whole batch that its offer came in. */
  @Test
  void aDetachedPolicyHoldsNoArrayLongerThanItsKeys() {
    byte[] batch = new byte[4_096];
    batch[100] = 7;
    Policy viewing = Altered.with(Policy.DEFAULT, "approvers", List.of(Bytes.view(batch, 100, 32)));

    Policy detached = viewing.detached();

    assertThat(detached).isEqualTo(viewing);
    assertThat(detached.approvers()).allMatch(key -> key.array().length == 32);
  }
}
