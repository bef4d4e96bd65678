package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class WellFormedTest {
  /** The field's prime, 2^255 - 19, which no canonical key reaches. */
  private static final Bytes PRIME =
      Bytes.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  private static final Scene SCENE = new Scene(21);
  private static final Scene.Opened OPENED = SCENE.open();
  private static final Offer OPEN = OPENED.offer();
  private static final Offer REKEY =
      Handshake.rekey(OPEN, Reason.COMPROMISE, Scene.POLICY, SCENE.responder, SCENE.entropy)
          .offer();
  private static final Offer BUMP = Handshake.bump(OPEN, SCENE.responder, SCENE.entropy).offer();
  private static final Answer ANSWER =
      Handshake.answer(REKEY, SCENE.initiator, SCENE.processors.publicKey(), SCENE.entropy, null)
          .answer();
  private static final Envelope ENVELOPE = Scene.seal(OPENED.sender(Direction.INITIATOR), 1);

  private static Bytes bytes(int length) {
    return Bytes.wrap(new byte[length]);
  }

  static Stream<Arguments> envelopes() {
    return Stream.of(
        arguments("epoch", 0, true),
        arguments("epoch", -1, false),
        arguments("slot", 0L, true),
        arguments("slot", Long.MAX_VALUE, true),
        arguments("slot", -1L, false),
        arguments("counter", 0, true),
        arguments("counter", Integer.MAX_VALUE, true),
        arguments("counter", -1, false),
        arguments("ciphertext", Bytes.EMPTY, true),
        arguments("tag", bytes(15), false),
        arguments("tag", bytes(17), false));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("envelopes")
  void anEnvelopesNumbersAreUnsignedAndItsTagHasItsLength(
      String component, Object value, boolean wellFormed) {
    assertThat(WellFormed.envelope(Altered.with(ENVELOPE, component, value))).isEqualTo(wellFormed);
  }

  /** Of an OPEN: what its channel's id covers is altered elsewhere. */
  static Stream<Arguments> opens() {
    return Stream.of(
        arguments("epoch", 0, true),
        arguments("epoch", Integer.MAX_VALUE, true),
        arguments("epoch", -1, false),
        arguments("anchor", 0L, true),
        arguments("anchor", Long.MAX_VALUE, true),
        arguments("anchor", -1L, false),
        arguments("offerer", Direction.RESPONDER, false),
        arguments("reason", Reason.SUSPICIOUS, false),
        arguments("mlkem", Bytes.EMPTY, false),
        arguments("mlkem", bytes(1_183), false),
        arguments("mlkem", bytes(1_184), true),
        arguments("signature", bytes(63), false),
        arguments("signature", bytes(65), false),
        arguments("channel", new ChannelId(1, 2), false));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("opens")
  void anOpenIsTheInitiatorsAndRoutine(String component, Object value, boolean wellFormed) {
    assertThat(WellFormed.offer(Altered.with(OPEN, component, value))).isEqualTo(wellFormed);
  }

  @Test
  void anOpenWhoseModulusCheckFailsIsNoOffer() {
    byte[] above = new byte[1_184];
    // The first coefficient, 12 bits: 3,329, which is the modulus.
    above[0] = 0x01;
    above[1] = 0x0d;

    assertThat(WellFormed.offer(Altered.with(OPEN, "mlkem", Bytes.wrap(above)))).isFalse();
  }

  @Test
  void anOpenJoinsTwoDifferentPeers() {
    Offer alone = Altered.with(OPEN, "responder", OPEN.initiator());
    ChannelId channel = Transcript.channel(alone.initiator(), alone.responder(), alone.x25519());

    assertThat(WellFormed.offer(Altered.with(alone, "channel", channel))).isFalse();
  }

  /** Of a REKEY, whose channel's id need be no hash of it. */
  static Stream<Arguments> rekeys() {
    return Stream.of(
        arguments("initiator", bytes(31), false),
        arguments("initiator", bytes(33), false),
        arguments("responder", bytes(31), false),
        arguments("responder", bytes(33), false),
        arguments("x25519", bytes(31), false),
        arguments("x25519", bytes(33), false),
        arguments("x25519", bytes(32), true),
        arguments("x25519", PRIME, false),
        arguments("anchor", 1L, false),
        arguments("offerer", Direction.INITIATOR, true),
        arguments("reason", Reason.SUSPICIOUS, true),
        arguments("mlkem", Bytes.EMPTY, false),
        arguments("channel", new ChannelId(1, 2), true));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("rekeys")
  void aRekeyHasKeysOfTheirLengthAndNoAnchor(String component, Object value, boolean wellFormed) {
    assertThat(WellFormed.offer(Altered.with(REKEY, component, value))).isEqualTo(wellFormed);
  }

  @Test
  void aBumpIsRoutineAndHasNoKemKey() {
    assertThat(WellFormed.offer(BUMP)).isTrue();
    assertThat(WellFormed.offer(Altered.with(BUMP, "reason", Reason.SUSPICIOUS))).isFalse();
    assertThat(WellFormed.offer(Altered.with(BUMP, "mlkem", REKEY.mlkem()))).isFalse();
    assertThat(WellFormed.offer(Altered.with(BUMP, "anchor", 1L))).isFalse();
  }

  static Stream<Arguments> policies() {
    Stream<Arguments> u32 =
        Stream.of("slotMessages", "overlap", "window", "cellBytes")
            .flatMap(name ->
                Stream.of(
                    arguments(name, -1, false),
                    arguments(name, 0, true),
                    arguments(name, Integer.MAX_VALUE, true)));
    Stream<Arguments> u16 =
        Stream.of(
            arguments("slotLookahead", -1, false),
            arguments("slotLookahead", 0, true),
            arguments("slotLookahead", 65_535, true),
            arguments("slotLookahead", 65_536, false));
    Stream<Arguments> u8 =
        Stream.of("rekeyBurst", "idleBumps", "approvalsNeeded", "approvalKinds")
            .flatMap(name ->
                Stream.of(
                    arguments(name, -1, false),
                    arguments(name, 0, true),
                    arguments(name, 255, true),
                    arguments(name, 256, false)));
    Stream<Arguments> approvers =
        Stream.of(
            arguments("approvers", Collections.nCopies(16, bytes(32)), true),
            arguments("approvers", Collections.nCopies(17, bytes(32)), false),
            arguments("approvers", List.of(bytes(32), bytes(31)), false),
            arguments("approvers", List.of(bytes(33)), false));
    return Stream.of(u32, u16, u8, approvers).flatMap(all -> all);
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("policies")
  void aPolicyFitsItsWidths(String component, Object value, boolean wellFormed) {
    Policy policy = Altered.with(Scene.POLICY, component, value);

    assertThat(WellFormed.offer(Altered.with(REKEY, "policy", policy))).isEqualTo(wellFormed);
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments("offerId", bytes(31), false),
        arguments("offerId", bytes(33), false),
        arguments("x25519", bytes(31), false),
        arguments("x25519", bytes(32), true),
        arguments("x25519", PRIME, false),
        arguments("mlkem", Bytes.EMPTY, true),
        arguments("mlkem", bytes(1), false),
        arguments("mlkem", bytes(1_087), false),
        arguments("mlkem", bytes(1_088), true),
        arguments("mlkem", bytes(1_089), false),
        arguments("grant", bytes(115), false),
        arguments("grant", bytes(116), true),
        arguments("grant", bytes(117), false),
        arguments("signature", bytes(63), false),
        arguments("signature", bytes(65), false));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("answers")
  void anAnswersFieldsHaveTheirLengths(String component, Object value, boolean wellFormed) {
    assertThat(WellFormed.answer(Altered.with(ANSWER, component, value))).isEqualTo(wellFormed);
  }

  static Stream<Arguments> approvals() {
    return Stream.of(
        arguments("offerId", bytes(31), false),
        arguments("offerId", bytes(33), false),
        arguments("approver", 0, true),
        arguments("approver", Integer.MAX_VALUE, true),
        arguments("approver", -1, false),
        arguments("signature", bytes(63), false),
        arguments("signature", bytes(65), false));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource("approvals")
  void anApprovalsFieldsHaveTheirLengths(String component, Object value, boolean wellFormed) {
    Approval approval = new Approval(OPEN.channel(), bytes(32), 3, bytes(64));

    assertThat(WellFormed.approval(Altered.with(approval, component, value))).isEqualTo(wellFormed);
  }

  @Test
  void whatIsMalformedIsRefusedWithoutAnyState() {
    Snapshot before = SCENE.partition.snapshot(OPEN.channel());
    Close close = Handshake.close(OPEN.channel(), Direction.INITIATOR, SCENE.initiator);

    for (LogRecord malformed :
        List.of(
            Altered.with(ENVELOPE, "tag", Bytes.EMPTY),
            Altered.with(REKEY, "signature", Bytes.EMPTY),
            Altered.with(ANSWER, "signature", Bytes.EMPTY),
            new Approval(OPEN.channel(), bytes(32), -1, bytes(64)),
            Altered.with(close, "signature", Bytes.view(close.signature().array(), 0, 63)))) {
      assertThat(SCENE.write(malformed))
          .as("%s", malformed)
          .isEqualTo(
              new Outcome(
                  new Verdict.Refused(Refusal.MALFORMED, Action.NONE),
                  Outcome.Change.NONE,
                  List.of(),
                  List.of()));
    }
    assertThat(SCENE.partition.snapshot(OPEN.channel())).isEqualTo(before);
  }
}
