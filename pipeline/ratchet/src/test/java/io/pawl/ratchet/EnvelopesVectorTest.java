package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EnvelopesVectorTest {
  static Stream<JsonNode> cases() {
    return Vectors.cases("envelopes.json");
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void aPayloadSealsToTheKnownBytesAndOpensAgain(JsonNode vector) {
    int counter = Math.toIntExact(Vectors.number(vector, "counter"));
    Bytes payload = Vectors.bytes(vector, "payload");
    SlotChain chain =
        SlotChain.at(Vectors.number(vector, "slot"), Vectors.secret(vector, "slotChain"));
    Envelope unsealed =
        new Envelope(
            ChannelId.fromHex(vector.get("channel").asText()),
            vector.get("epoch").asInt(),
            Direction.of(vector.get("direction").asInt()),
            chain.slot(),
            counter,
            Vectors.bytes(vector, "ciphertext"),
            Vectors.bytes(vector, "admissionTag"));
    byte[] header = Header.of(unsealed);
    Seal seal = new Seal();
    SlotKey key = chain.key();

    Bytes ciphertext =
        seal.seal(key, counter, header, payload.toArray(), vector.get("cellBytes").asInt());

    assertThat(Bytes.wrap(header)).isEqualTo(Vectors.bytes(vector, "header"));
    assertThat(ciphertext).isEqualTo(unsealed.ciphertext());
    assertThat(seal.open(key, counter, header, ciphertext)).isEqualTo(payload.toArray());
    byte[] admission = Vectors.bytes(vector, "admitKey").toArray();
    assertThat(new AdmissionTag().of(admission, 0, unsealed)).isEqualTo(unsealed.tag());
    assertThat(new AdmissionTag().verifies(admission, 0, unsealed)).isTrue();
  }
}
