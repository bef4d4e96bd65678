package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyScheduleVectorTest {
  static Stream<JsonNode> cases() {
    return Vectors.cases("key-schedule.json");
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void anEpochSecretGivesTheKnownKeys(JsonNode vector) {
    Secret epochSecret = Vectors.secret(vector, "epochSecret");

    EpochKeys keys = KeySchedule.keys(epochSecret);

    assertThat(keys.chain(Direction.INITIATOR).secret())
        .isEqualTo(Vectors.secret(vector, "chain0"));
    assertThat(keys.chain(Direction.RESPONDER).secret())
        .isEqualTo(Vectors.secret(vector, "chain1"));
    assertThat(keys.admission(Direction.INITIATOR)).isEqualTo(Vectors.secret(vector, "admit0"));
    assertThat(keys.admission(Direction.RESPONDER)).isEqualTo(Vectors.secret(vector, "admit1"));
    assertThat(keys.resumption()).isEqualTo(Vectors.secret(vector, "resumption"));
    assertThat(epochSecret.isErased()).isTrue();
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void aChainWalksThroughTheKnownSlotKeys(JsonNode vector) {
    SlotChain chain = SlotChain.at(0, Vectors.secret(vector, "chain0"));

    for (JsonNode slot : vector.get("slots")) {
      while (chain.slot() < Vectors.number(slot, "slot")) {
        Secret left = chain.secret();
        chain.advance();
        assertThat(left.isErased()).isTrue();
      }
      SlotKey key = chain.key();
      assertThat(chain.secret()).isEqualTo(Vectors.secret(slot, "chain"));
      assertThat(Bytes.wrap(key.material().toArray()).toHex())
          .isEqualTo(slot.get("key").asText() + slot.get("salt").asText());
      assertThat(key.keyId()).isEqualTo(Vectors.bytes(slot, "keyId"));
    }
  }
}
