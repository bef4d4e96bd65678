package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AcceptanceVectorTest {
  static Stream<JsonNode> cases() {
    return Vectors.cases("acceptance.json");
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void aTraceIsDecidedStepByStepAsKnown(JsonNode vector) {
    Acceptance direction = Acceptance.begin(Vectors.policy(vector.get("policy")));

    int step = 0;
    for (JsonNode expected : vector.get("steps")) {
      long slot = expected.get(0).asLong();
      int counter = expected.get(1).asInt();
      assertThat(decide(direction, slot, counter))
          .as("step %d: slot %d, counter %d", step++, slot, counter)
          .isEqualTo(expected.get(2).asText());
    }

    JsonNode last = vector.get("final");
    assertThat(direction.slot()).isEqualTo(Vectors.number(last, "slot"));
    assertThat(direction.top()).isEqualTo(last.get("top").asInt());
    assertThat(direction.overlap()).isEqualTo(last.get("overlap").asInt());
    assertThat(direction.diverged()).isEqualTo(last.get("diverged").asBoolean());
    assertThat(direction.hasPrevious()).isEqualTo(!last.get("previousSlot").isNull());
    if (direction.hasPrevious()) {
      assertThat(direction.previousSlot()).isEqualTo(Vectors.number(last, "previousSlot"));
    }
  }

  private static String decide(Acceptance direction, long slot, int counter) {
    Refusal refusal = direction.place(slot, counter);
    if (refusal == null) {
      direction.commit(slot, counter);
      return "ACCEPTED";
    }
    if (refusal == Refusal.COUNTER_TOO_FAR || refusal == Refusal.SLOT_TOO_FAR) {
      direction.diverge();
    }
    return refusal.name();
  }
}
