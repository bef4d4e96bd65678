package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TransitionsTest {
  private final Scene scene = new Scene(41);

  private Answer answer(Offer offer, SigningKey answerer) {
    return Handshake.answer(offer, answerer, scene.processors.publicKey(), scene.entropy, null)
        .answer();
  }

  private Offer rekey(Scene.Opened last, Policy policy) {
    return Handshake.rekey(last.offer(), Reason.ROUTINE, policy, scene.initiator, scene.entropy)
        .offer();
  }

  private static @Nullable Refusal opening(Offer open, long offset) {
    return OfferRules.opening(open, Transcript.offerBody(open), offset);
  }

  private Offer resigned(Offer offer, String component, Object value) {
    return Forge.offer(Altered.with(offer, component, value), scene.initiator);
  }

  @ParameterizedTest(name = "epoch {0}: {1}")
  @CsvSource({"0, STALE_EPOCH", "2, EPOCH_GAP"})
  void anOpenBeginsWithTheFirstEpoch(int epoch, Refusal refusal) {
    Offer open = scene.offerOpen(Scene.POLICY).offer();

    assertThat(opening(resigned(open, "epoch", epoch), scene.offset)).isEqualTo(refusal);
    assertThat(opening(open, scene.offset)).isNull();
  }

  @Test
  void anAnchorIsNeitherAheadNorTooFarBehind() {
    scene.offset = 20_000_000;
    Offer open = scene.offerOpen(Scene.POLICY).offer();

    assertThat(opening(open, 19_999_999)).isEqualTo(Refusal.STALE_OPEN);
    assertThat(opening(open, 20_000_000)).isNull();
    assertThat(opening(open, 30_000_000)).isNull();
    assertThat(opening(open, 30_000_001)).isEqualTo(Refusal.STALE_OPEN);
  }

  @Test
  void anOpenIsSignedByItsInitiatorOverAllOfIt() {
    Offer open = scene.offerOpen(Scene.POLICY).offer();

    assertThat(opening(Forge.offer(open, scene.responder), scene.offset))
        .isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(opening(Altered.with(open, "anchor", 5L), scene.offset))
        .isEqualTo(Refusal.BAD_SIGNATURE);
  }

  @Test
  void anOpenWithAKeyOfSmallOrderIsRefusedAndHeardOf() {
    Offer open = scene.offerOpen(Scene.POLICY).offer();
    ChannelId channel =
        Transcript.channel(open.initiator(), open.responder(), Forge.LOW_ORDER_POINT);
    Offer low =
        Altered.with(Altered.with(open, "channel", channel), "x25519", Forge.LOW_ORDER_POINT);
    Offer signed = Forge.offer(low, scene.initiator);

    Outcome outcome = scene.write(signed);

    assertThat(Scene.refusal(outcome)).isEqualTo(Refusal.LOW_ORDER_KEY);
    assertThat(outcome.change()).isEqualTo(Outcome.Change.NONE);
    assertThat(outcome.events())
        .containsExactly(
            new Event.Refused(
                channel,
                Refusal.LOW_ORDER_KEY,
                Kind.OPEN,
                1,
                Handshake.offerId(signed),
                scene.offset));
    assertThat(scene.partition.snapshot(channel)).isNull();
  }

  @Test
  void anOpenOutsideOfTheLimitsIsRefused() {
    Offer open =
        scene
            .offerOpen(Altered.with(Scene.POLICY, "overlap", Scene.POLICY.slotMessages() + 1))
            .offer();

    assertThat(Scene.refusal(scene.write(open))).isEqualTo(Refusal.BAD_POLICY);
  }

  @Test
  void anEnvelopeOfAPendingOpenIsOfNoChannel() {
    Offer open = scene.offerOpen(Scene.POLICY).offer();
    Envelope early =
        new Envelope(
            open.channel(),
            1,
            Direction.INITIATOR,
            0,
            0,
            Bytes.wrap(new byte[64 + 16]),
            Bytes.wrap(new byte[16]));
    scene.write(open);

    assertThat(Scene.refusal(scene.write(early))).isEqualTo(Refusal.UNKNOWN_CHANNEL);
  }

  @Test
  void anOfferExpiresAfterMoreMessagesThanAnOverlapAndASlot() {
    Scene.Opened opened = scene.open();
    Sender sender = opened.sender(Direction.INITIATOR);
    Offer rekey = rekey(opened, Scene.POLICY);
    Answer answer = answer(rekey, scene.responder);
    Answer forged = Altered.with(answer, "signature", Bytes.wrap(new byte[64]));
    scene.write(rekey);

    for (int i = 0; i < 4 + 16; i++) {
      assertThat(Scene.refusal(scene.write(Scene.seal(sender, i)))).isNull();
    }
    assertThat(Scene.refusal(scene.write(forged))).isEqualTo(Refusal.BAD_SIGNATURE);
    scene.write(Scene.seal(sender, 0));

    assertThat(Scene.refusal(scene.write(answer))).isEqualTo(Refusal.OFFER_EXPIRED);
  }

  @Test
  void anOfferExpiresAfterAHundredThousandOffsets() {
    Offer rekey = rekey(scene.open(), Scene.POLICY);
    Answer answer = answer(rekey, scene.responder);
    Answer forged = Altered.with(answer, "signature", Bytes.wrap(new byte[64]));
    scene.write(rekey);

    scene.offset += 100_000 - 1;
    assertThat(Scene.refusal(scene.write(forged))).isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(Scene.refusal(scene.write(answer))).isEqualTo(Refusal.OFFER_EXPIRED);
  }

  @Test
  void theOldEpochIsAcceptableForAHundredThousandOffsets() {
    Scene.Opened first = scene.open();
    Sender old = first.sender(Direction.INITIATOR);
    Envelope inTime = Scene.seal(old, 0);
    Envelope late = Scene.seal(old, 1);
    scene.bump(first);

    scene.offset += 100_000 - 1;
    assertThat(Scene.refusal(scene.write(inTime))).isNull();
    assertThat(scene.write(late).verdict())
        .isEqualTo(new Verdict.Refused(Refusal.EPOCH_EXPIRED, Action.ADVISE));
  }

  @Test
  void anEpochThatIsOverInADirectionStaysOver() {
    Scene.Opened first = scene.open();
    Sender old = first.sender(Direction.INITIATOR);
    Sender sender = scene.bump(first).sender(Direction.INITIATOR);

    for (int i = 0; i < 3 * Scene.POLICY.overlap(); i++) {
      scene.write(Scene.seal(sender, i));
    }

    assertThat(Scene.refusal(scene.write(Scene.seal(old, 1)))).isEqualTo(Refusal.EPOCH_EXPIRED);
  }

  @Test
  void aKeyThatWasRefusedOnceIsUsedUp() {
    Scene.Opened opened = scene.open();
    Handshake.Offered offered =
        Handshake.rekey(
            opened.offer(), Reason.ROUTINE, Scene.POLICY, scene.initiator, scene.entropy);
    Offer badPolicy =
        resigned(offered.offer(), "policy", Altered.with(Scene.POLICY, "idleBumps", 0));

    Outcome refused = scene.write(badPolicy);
    Outcome again = scene.write(badPolicy);

    assertThat(Scene.refusal(refused)).isEqualTo(Refusal.BAD_POLICY);
    assertThat(refused.change()).isEqualTo(Outcome.Change.DESCRIPTOR);
    // Told again, but it moves nothing: else the same bytes could push other keys out of memory.
    assertThat(Scene.refusal(again)).isEqualTo(Refusal.REPLAYED_KEY);
    assertThat(again.change()).isEqualTo(Outcome.Change.NONE);
    assertThat(again.events()).hasSize(1);
    assertThat(Scene.refusal(scene.write(offered.offer()))).isEqualTo(Refusal.REPLAYED_KEY);
  }

  private Policy approving(int needed, int kinds, int approvers) {
    List<Bytes> keys =
        Stream.generate(() -> scene.entropy.signingKey().publicKey())
            .limit(approvers)
            .sorted()
            .toList();
    return new Policy(16, 4, 16, 64, 2, 3, 3, needed, kinds, keys);
  }

  static Stream<Arguments> governed() {
    return Stream.of(
        arguments(1, Kind.OPEN, Reason.ROUTINE, true),
        arguments(2 | 4 | 8, Kind.OPEN, Reason.ROUTINE, false),
        arguments(2, Kind.REKEY, Reason.ROUTINE, true),
        arguments(1 | 4 | 8, Kind.REKEY, Reason.ROUTINE, false),
        arguments(8, Kind.REKEY, Reason.SUSPICIOUS, true),
        arguments(8, Kind.REKEY, Reason.COMPROMISE, true),
        arguments(1 | 2 | 4, Kind.REKEY, Reason.COMPROMISE, false),
        arguments(4, Kind.BUMP, Reason.ROUTINE, true),
        arguments(1 | 2 | 8, Kind.BUMP, Reason.ROUTINE, false));
  }

  @ParameterizedTest(name = "kinds {0}: {1}, {2}")
  @MethodSource("governed")
  void aTransitionWhoseBitIsSetNeedsApprovals(int kinds, Kind kind, Reason reason, boolean needed) {
    Policy policy = approving(2, kinds, 3);

    assertThat(Approvals.needed(kind, reason, policy, policy)).isEqualTo(needed ? 2 : 0);
  }

  @Test
  void aRekeyThatChangesWhoApprovesNeedsThemWheneverAnyBitIsSet() {
    Policy governing = approving(2, 1, 3);

    for (Policy changed :
        List.of(
            Altered.with(governing, "approvalsNeeded", 1),
            Altered.with(governing, "approvalKinds", 3),
            Altered.with(governing, "approvers", approving(2, 1, 3).approvers()))) {
      assertThat(Approvals.needed(Kind.REKEY, Reason.ROUTINE, changed, governing)).isEqualTo(2);
      assertThat(Approvals.needed(Kind.BUMP, Reason.ROUTINE, changed, governing)).isZero();
    }
    assertThat(
            Approvals.needed(
                Kind.REKEY, Reason.ROUTINE, Altered.with(governing, "overlap", 9), governing))
        .isZero();
    Policy nothingAsked = Altered.with(governing, "approvalKinds", 0);
    assertThat(Approvals.needed(Kind.REKEY, Reason.ROUTINE, approving(1, 15, 1), nothingAsked))
        .isZero();
  }

  @Test
  void anApproverIsOneOfTheCurrentPolicy() {
    SigningKey approver = scene.entropy.signingKey();
    Policy policy = new Policy(16, 4, 16, 64, 2, 3, 3, 1, 2, List.of(approver.publicKey()));
    Scene.Opened opened = scene.open(policy);
    Offer rekey = rekey(opened, policy);
    scene.write(rekey);

    assertThat(Scene.refusal(scene.write(Handshake.approve(rekey, 1, approver))))
        .isEqualTo(Refusal.NOT_AN_APPROVER);
    assertThat(Scene.refusal(scene.write(Handshake.approve(rekey, 0, scene.initiator))))
        .isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(Scene.refusal(scene.write(Handshake.approve(rekey, 0, approver)))).isNull();
    assertThat(Scene.refusal(scene.write(Handshake.approve(rekey, 0, approver))))
        .isEqualTo(Refusal.ALREADY_APPROVED);
  }

  @Test
  void anEpochBeginsWithTheLastOfAnswerAndApprovals() {
    SigningKey approver = scene.entropy.signingKey();
    Policy policy = new Policy(16, 4, 16, 64, 2, 3, 3, 1, 2, List.of(approver.publicKey()));
    Offer rekey = rekey(scene.open(policy), policy);
    scene.write(rekey);

    Outcome answered = scene.write(answer(rekey, scene.responder));
    Outcome approved = scene.write(Handshake.approve(rekey, 0, approver));

    assertThat(answered.events()).isEmpty();
    assertThat(answered.change()).isEqualTo(Outcome.Change.DESCRIPTOR);
    assertThat(approved.events()).singleElement().isInstanceOf(Event.Activated.class);
    Snapshot.Live live =
        (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(rekey.channel()));
    assertThat(live.descriptor().epoch()).isEqualTo(2);
    assertThat(live.descriptor().pending()).isNull();
  }

  @Test
  void aLostPositionKnowsAtLeastTheMessagesOfItsDescriptor() {
    Scene.Opened opened = scene.open();
    Sender sender = opened.sender(Direction.INITIATOR);
    for (int i = 0; i < 5; i++) {
      scene.write(Scene.seal(sender, i));
    }
    Scene.Opened second = scene.rekey(opened, Reason.ROUTINE);
    assertThat(missing(second).accepted()).isEqualTo(5);

    Sender next = second.sender(Direction.INITIATOR);
    scene.write(Scene.seal(next, 1));
    scene.write(Scene.seal(next, 2));
    scene.write(rekey(second, Scene.POLICY));

    assertThat(missing(second).accepted()).isEqualTo(7);
    assertThat(missing(second).epoch()).isEqualTo(2);
  }

  private ChannelPosition missing(Scene.Opened of) {
    Snapshot.Live live =
        (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(of.offer().channel()));
    return ChannelPosition.missing(live.descriptor());
  }
}
