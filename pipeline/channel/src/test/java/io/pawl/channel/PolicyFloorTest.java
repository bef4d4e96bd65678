package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Policy;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyFloorTest {
  @Test
  void theDefaultPolicyIsAboveTheDefaultFloor() {
    assertThat(PolicyFloor.DEFAULT.objection(Policy.DEFAULT)).isNull();
  }

  @Test
  void eachParameterHasItsOwnObjection() {
    assertThat(objection(2_048, 64, 4, 1_024)).contains("slotMessages is 2048");
    assertThat(objection(1_024, 512, 4, 1_024)).contains("overlap is 512");
    assertThat(objection(1_024, 64, 4, 32_768)).contains("cellBytes is 32768");
    var narrow = new PolicyFloor(1_024, 256, 4, 1_024);
    assertThat(narrow.objection(policy(256, 64, 5, 1_024))).contains("slotLookahead is 5");
  }

  @Test
  void aPolicyOutsideTheProtocolsLimitsIsRefusedWhateverTheFloor() {
    assertThat(objection(8, 4, 4, 1_024)).contains("the protocol's limits");
  }

  private static @org.jspecify.annotations.Nullable String objection(
      int slotMessages, int overlap, int lookahead, int cellBytes) {
    return PolicyFloor.DEFAULT.objection(policy(slotMessages, overlap, lookahead, cellBytes));
  }

  private static Policy policy(int slotMessages, int overlap, int lookahead, int cellBytes) {
    return new Policy(slotMessages, overlap, 128, cellBytes, lookahead, 3, 8, 0, 0, List.of());
  }
}
