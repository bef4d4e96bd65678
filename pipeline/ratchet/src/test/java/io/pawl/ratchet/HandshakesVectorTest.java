package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HandshakesVectorTest {
  static Stream<JsonNode> cases() {
    return Vectors.cases("handshakes.json");
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void anOfferHasTheKnownBodyIdAndSignature(JsonNode vector) {
    Offer offer = offer(vector);

    assertThat(Bytes.wrap(Transcript.offerBody(offer)))
        .isEqualTo(Vectors.bytes(vector, "offerBody"));
    assertThat(Handshake.offerId(offer)).isEqualTo(Vectors.bytes(vector, "offerId"));
    assertThat(offer.signature()).isEqualTo(Vectors.bytes(vector, "offerSignature"));
    assertThat(Verification.offer(offer)).isNull();
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void theAnswererDerivesTheKnownKeysFromTheKnownCoins(JsonNode vector) {
    Offer offer = offer(vector);
    List<Bytes> coins = new ArrayList<>();
    coins.add(Vectors.bytes(vector, "answererX25519Private"));
    if (offer.kind() != Kind.BUMP) {
      coins.add(Vectors.bytes(vector, "mlkemCoins"));
    }
    // The grant's ephemeral key is no part of the vectors.
    coins.add(Vectors.bytes(vector, "answererX25519Private"));

    Handshake.Answered answered =
        Handshake.answer(
            offer,
            peer(vector, offer.offerer().opposite()),
            Vectors.bytes(vector, "processorX25519Public"),
            count -> coins.removeFirst().toArray(),
            Vectors.secret(vector, "saltIn"));

    Answer answer = answered.answer();
    assertThat(Bytes.wrap(Transcript.answerCore(answer.offerId(), answer.x25519(), answer.mlkem())))
        .isEqualTo(Vectors.bytes(vector, "answerCore"));
    assertThat(Verification.answer(offer, answer)).isNull();
    assertKnown(answered.keys(), vector);
    assertThat(open(vector, answer.grant())).isEqualTo(answered.keys().admission());
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void theOffererDerivesTheSameKeysFromTheAnswer(JsonNode vector) {
    Offer offer = offer(vector);
    Answer answer = answer(vector, offer);
    OfferKeys keys =
        new OfferKeys(
            Vectors.secret(vector, "offererX25519Private"),
            offer.kind() == Kind.BUMP ? null : Vectors.secret(vector, "mlkemSeed"));

    assertThat(Verification.answer(offer, answer)).isNull();
    assertKnown(Handshake.complete(offer, keys, answer, Vectors.secret(vector, "saltIn")), vector);
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void theProcessorOpensTheKnownGrant(JsonNode vector) {
    Secret admission = open(vector, Vectors.bytes(vector, "grant"));

    assertThat(Bytes.wrap(admission.toArray()).toHex())
        .isEqualTo(vector.get("admit0").asText() + vector.get("admit1").asText());
    assertThat(KeySchedule.admitted(admission)).isEqualTo(Vectors.bytes(vector, "admitted"));
  }

  @ParameterizedTest(name = "case {index}")
  @MethodSource("cases")
  void anApproverSignsTheKnownBytes(JsonNode vector) {
    Offer offer = offer(vector);
    List<Approval> approvals = new ArrayList<>();
    for (JsonNode seed : vector.get("approverSeeds")) {
      SigningKey approver = SigningKey.fromSeed(Secret.owning(hex(seed)));
      int index = offer.policy().approvers().indexOf(approver.publicKey());
      approvals.add(Handshake.approve(offer, index, approver));
    }

    // The file does not say which policy governs: one of these approvers, for every transition.
    Policy governing = new Policy(256, 64, 128, 1024, 4, 3, 8, 1, 15, offer.policy().approvers());
    for (JsonNode expected : vector.get("approvals")) {
      assertThat(approvals)
          .anyMatch(approval ->
              approval.approver() == expected.get("index").asInt()
                  && approval.signature().equals(Vectors.bytes(expected, "signature")));
    }
    assertThat(approvals)
        .hasSize(vector.get("approverSeeds").size())
        .allMatch(approval -> Verification.approval(offer, governing, approval) == null);
  }

  private static void assertKnown(EpochKeys keys, JsonNode vector) {
    assertThat(keys.admitted()).isEqualTo(Vectors.bytes(vector, "admitted"));
    assertThat(keys.resumption()).isEqualTo(Vectors.secret(vector, "resumption"));
    EpochKeys known = KeySchedule.keys(Vectors.secret(vector, "epochSecret"));
    assertThat(keys.initiatorChain().secret()).isEqualTo(known.initiatorChain().secret());
    assertThat(keys.responderChain().secret()).isEqualTo(known.responderChain().secret());
  }

  private static Secret open(JsonNode vector, Bytes grant) {
    AgreementKey processors = AgreementKey.of(Vectors.secret(vector, "processorX25519Private"));
    assertThat(processors.publicKey()).isEqualTo(Vectors.bytes(vector, "processorX25519Public"));
    Secret admission =
        GrantKeys.of(List.of(processors))
            .open(
                ChannelId.fromHex(vector.get("channel").asText()),
                vector.get("epoch").asInt(),
                grant);
    return Objects.requireNonNull(admission);
  }

  private static Offer offer(JsonNode vector) {
    Kind kind = Kind.valueOf(vector.get("kind").asText());
    Direction offerer = Direction.of(vector.get("offererRole").asInt());
    AgreementKey x25519 = AgreementKey.of(Vectors.secret(vector, "offererX25519Private"));
    Offer unsigned =
        new Offer(
            kind,
            ChannelId.fromHex(vector.get("channel").asText()),
            vector.get("epoch").asInt(),
            offerer,
            peer(vector, Direction.INITIATOR).publicKey(),
            peer(vector, Direction.RESPONDER).publicKey(),
            x25519.publicKey(),
            kind == Kind.BUMP
                ? Bytes.EMPTY
                : MlKem.encapsulationKey(Vectors.secret(vector, "mlkemSeed")),
            reason(vector.get("reason").asInt()),
            Vectors.number(vector, "anchor"),
            Vectors.policy(vector.get("policy")),
            Bytes.EMPTY);
    return unsigned.withSignature(peer(vector, offerer).sign(Transcript.offerBody(unsigned)));
  }

  private static Answer answer(JsonNode vector, Offer offer) {
    Bytes core = Vectors.bytes(vector, "answerCore");
    int x25519At = "pawl/1 answer".length() + 32;
    int mlkemAt = x25519At + 32 + 2;
    return new Answer(
        offer.channel(),
        Vectors.bytes(vector, "offerId"),
        Bytes.view(core.array(), x25519At, 32),
        Bytes.view(core.array(), mlkemAt, core.length() - mlkemAt),
        Vectors.bytes(vector, "grant"),
        Vectors.bytes(vector, "answerSignature"));
  }

  private static SigningKey peer(JsonNode vector, Direction role) {
    return SigningKey.fromSeed(
        Vectors.secret(vector, role == Direction.INITIATOR ? "initiatorSeed" : "responderSeed"));
  }

  private static Reason reason(int code) {
    return Stream.of(Reason.values()).filter(one -> one.code() == code).findFirst().orElseThrow();
  }

  private static byte[] hex(JsonNode node) {
    return Bytes.fromHex(node.asText()).toArray();
  }
}
