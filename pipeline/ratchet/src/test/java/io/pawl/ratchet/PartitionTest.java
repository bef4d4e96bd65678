package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class PartitionTest {
  private final Scene scene = new Scene(11);

  @Test
  void aForgedEnvelopeMovesNothing() {
    Scene.Opened opened = scene.open();
    Sender sender = opened.sender(Direction.INITIATOR);
    scene.write(Scene.seal(sender, 1));
    Envelope good = Scene.seal(sender, 2);
    Snapshot before = scene.partition.snapshot(good.channel());

    for (Envelope forged : forgeries(good)) {
      Outcome outcome = scene.write(forged);

      assertThat(Scene.refusal(outcome)).as("%s", forged).isNotNull();
      assertThat(outcome.change()).isEqualTo(Outcome.Change.NONE);
      assertThat(outcome.events()).isEmpty();
      assertThat(scene.partition.snapshot(good.channel())).isEqualTo(before);
    }
    assertThat(scene.write(good).verdict()).isEqualTo(new Verdict.Accepted(false));
  }

  private static List<Envelope> forgeries(Envelope good) {
    List<Envelope> forged = new ArrayList<>();
    for (int slot : new int[] {0, 1, 2, 3, 1_000}) {
      for (int counter : new int[] {0, 1, 15, 16, 10_000}) {
        if (slot != good.slot() || counter != good.counter()) {
          forged.add(
              new Envelope(
                  good.channel(),
                  good.epoch(),
                  good.direction(),
                  slot,
                  counter,
                  good.ciphertext(),
                  good.tag()));
        }
      }
    }
    forged.add(
        new Envelope(good.channel(), 1, Direction.RESPONDER, 0, 1, good.ciphertext(), good.tag()));
    forged.add(
        new Envelope(good.channel(), 2, good.direction(), 0, 1, good.ciphertext(), good.tag()));
    forged.add(
        new Envelope(good.channel(), 0, good.direction(), 0, 1, good.ciphertext(), good.tag()));
    forged.add(good.withTag(Bytes.wrap(new byte[16])));
    forged.add(good.withTag(Bytes.view(good.tag().array(), 0, 15)));
    forged.add(good.withTag(Bytes.EMPTY));
    for (int bit = 0; bit < good.ciphertext().length() * 8; bit += 37) {
      byte[] ciphertext = good.ciphertext().toArray();
      ciphertext[bit / 8] ^= (byte) (1 << bit % 8);
      forged.add(
          new Envelope(
              good.channel(), 1, good.direction(), 0, 1, Bytes.wrap(ciphertext), good.tag()));
    }
    return forged;
  }

  @Test
  void anEnvelopeAllocatesNoOutcome() {
    Sender sender = scene.open().sender(Direction.INITIATOR);

    Outcome first = scene.write(Scene.seal(sender, 1));
    Outcome second = scene.write(Scene.seal(sender, 2));

    assertThat(second).isSameAs(first);
  }

  @Test
  void aChannelLivesInItsOwnPartitionOnly() {
    Scene.Opened opened = scene.open();
    Envelope envelope = Scene.seal(opened.sender(Direction.INITIATOR), 1);
    int home = envelope.channel().partition(5);
    Partition other = new Partition((home + 1) % 5, 5, GrantKeys.of(List.of(scene.processors)));
    Bytes key = Bytes.wrap(envelope.channel().toBytes());

    assertThat(Scene.refusal(other.accept(1, key, envelope))).isEqualTo(Refusal.MALFORMED);
    assertThat(Scene.refusal(scene.partition.accept(9_999, Bytes.EMPTY, envelope)))
        .isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void aBumpKeepsTheTrafficFlowingAndEndsTheOldEpochInTime() {
    Scene.Opened first = scene.open();
    Sender old = first.sender(Direction.INITIATOR);
    scene.write(Scene.seal(old, 0));
    Scene.Opened second = scene.bump(first);
    Sender sender = second.sender(Direction.INITIATOR);

    scene.write(Scene.seal(sender, 1));
    for (int i = 0; i < Scene.POLICY.overlap() - 1; i++) {
      scene.write(Scene.seal(sender, i));
    }
    assertThat(Scene.refusal(scene.write(Scene.seal(old, 1)))).isNull();
    scene.write(Scene.seal(sender, 9));

    Outcome late = scene.write(Scene.seal(old, 2));
    assertThat(late.verdict()).isEqualTo(new Verdict.Refused(Refusal.EPOCH_EXPIRED, Action.ADVISE));
    assertThat(late.events()).singleElement().isInstanceOf(Event.ReestablishRequired.class);
  }

  @Test
  void aRekeyForASuspicionLeavesNoOverlap() {
    Scene.Opened first = scene.open();
    Sender old = first.sender(Direction.INITIATOR);
    scene.rekey(first, Reason.SUSPICIOUS);

    assertThat(Scene.refusal(scene.write(Scene.seal(old, 1)))).isEqualTo(Refusal.EPOCH_EXPIRED);
  }

  @Test
  void peersAndProcessorAgreeOnTheAdmissionKeys() {
    Scene.Opened first = scene.open();
    Handshake.Offered offered =
        Handshake.rekey(
            first.offer(), Reason.ROUTINE, Scene.POLICY, scene.responder, scene.entropy);
    Handshake.Answered answered =
        Handshake.answer(
            offered.offer(), scene.initiator, scene.processors.publicKey(), scene.entropy, null);
    scene.write(offered.offer());

    Outcome outcome = scene.write(answered.answer());

    assertThat(outcome.events())
        .containsExactly(
            new Event.Activated(
                first.offer().channel(),
                2,
                Kind.REKEY,
                Handshake.offerId(offered.offer()),
                answered.keys().admitted(),
                scene.offset));
    assertThat(
            Handshake.complete(offered.offer(), offered.keys(), answered.answer(), null).admitted())
        .isEqualTo(answered.keys().admitted());
  }

  @Test
  void aPendingOpenIsForgottenAtItsAnchorsAge() {
    Handshake.Offered offered = scene.offerOpen(Scene.POLICY);
    long anchor = scene.offset;
    scene.write(offered.offer());
    Answer answer =
        Handshake.answer(
                offered.offer(), scene.responder, scene.processors.publicKey(), scene.entropy, null)
            .answer();
    ChannelId channel = offered.offer().channel();

    scene.partition.advanceTo(anchor + 10_000_000);
    assertThat(scene.partition.snapshot(channel)).isNotNull();
    scene.partition.advanceTo(anchor + 10_000_001);
    assertThat(scene.partition.snapshot(channel)).isNull();

    Outcome outcome =
        scene.partition.accept(anchor + 10_000_001, Bytes.wrap(channel.toBytes()), answer);
    assertThat(Scene.refusal(outcome)).isEqualTo(Refusal.UNKNOWN_CHANNEL);
    assertThat(outcome.forgotten()).containsExactly(channel);
    assertThat(scene.partition.channels()).isZero();
  }

  @Test
  void aClosedChannelIsForgottenWhenNoOldOpenCanRevive() {
    Scene.Opened opened = scene.open();
    ChannelId channel = opened.offer().channel();
    Outcome closing = scene.write(Handshake.close(channel, Direction.RESPONDER, scene.responder));
    long closedAt = scene.offset;

    assertThat(closing.change()).isEqualTo(Outcome.Change.CLOSED);
    assertThat(Scene.refusal(scene.write(opened.offer()))).isEqualTo(Refusal.CHANNEL_CLOSED);
    scene.offset = closedAt + 9_999_999;
    assertThat(Scene.refusal(scene.write(opened.offer()))).isEqualTo(Refusal.CHANNEL_CLOSED);
    Outcome forgotten = scene.write(opened.offer());
    assertThat(Scene.refusal(forgotten)).isEqualTo(Refusal.STALE_OPEN);
    assertThat(forgotten.forgotten()).containsExactly(channel);
  }

  /** Else the working off of the old one would take the new one's checkpoint away. */
  @Test
  void aChannelOpenedAnewAfterItWasForgottenIsNotForgottenAgain() {
    Handshake.Offered offered = scene.offerOpen(Scene.POLICY);
    ChannelId channel = offered.offer().channel();
    scene.write(offered.offer());
    scene.write(Handshake.close(channel, Direction.INITIATOR, scene.initiator));
    scene.offset += 10_000_001;
    Offer again = reanchored(offered.offer(), scene.offset);

    Outcome outcome = scene.write(again);

    assertThat(Scene.refusal(outcome)).isNull();
    assertThat(outcome.forgotten()).isEmpty();
    assertThat(scene.partition.channels()).isEqualTo(1);
  }

  private Offer reanchored(Offer offer, long anchor) {
    return Forge.offer(Altered.with(offer, "anchor", anchor), scene.initiator);
  }

  @Test
  void aLostPositionLeavesBothDirectionsDiverged() {
    Scene.Opened opened = scene.open();
    ChannelId channel = opened.offer().channel();
    Snapshot.Live live = (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(channel));
    Partition recovered = scene.newPartition();
    recovered.restore(
        new Snapshot.Live(live.descriptor(), ChannelPosition.missing(live.descriptor())));

    for (Direction direction : Direction.values()) {
      Envelope envelope = Scene.seal(opened.sender(direction), 1);
      Outcome outcome = recovered.accept(++scene.offset, Bytes.wrap(channel.toBytes()), envelope);
      assertThat(Scene.refusal(outcome)).isEqualTo(Refusal.REKEY_REQUIRED);
    }
  }

  @Test
  void theOldestPendingOpenMakesRoomForTheNext() {
    for (int i = 0; i < 100_000; i++) {
      scene.partition.restore(pendingOpen(i, scene.offset - 100_000 + i));
    }
    Offer offer = scene.offerOpen(Scene.POLICY).offer();

    Outcome outcome = scene.write(offer);

    ChannelId oldest = new ChannelId(0, 0);
    assertThat(outcome.forgotten()).containsExactly(oldest);
    assertThat(outcome.events())
        .containsExactly(
            new Event.Refused(
                oldest, Refusal.TOO_MANY_OPENS, Kind.OPEN, 1, digest(0), scene.offset));
    assertThat(scene.partition.channels()).isEqualTo(100_000);
    assertThat(scene.partition.snapshot(oldest)).isNull();
    assertThat(scene.partition.snapshot(offer.channel())).isNotNull();
  }

  @Test
  void anOpenPastItsTimeMakesRoomWithoutAWord() {
    scene.offset = 20_000_000;
    scene.partition.advanceTo(scene.offset);
    for (int i = 0; i < 99_999; i++) {
      scene.partition.restore(pendingOpen(i, scene.offset - 100_000 + i));
    }
    scene.partition.restore(pendingOpen(99_999, 1_000));
    Offer offer = scene.offerOpen(Scene.POLICY).offer();

    Outcome outcome = scene.write(offer);

    assertThat(outcome.forgotten()).containsExactly(new ChannelId(99_999, 0));
    assertThat(outcome.events()).isEmpty();
  }

  private Snapshot pendingOpen(int i, long offeredAt) {
    ChannelId id = new ChannelId(i, 0);
    ChannelPosition.InDirection untouched = new ChannelPosition.InDirection(null, null, 0, -1);
    return new Snapshot.Live(
        new ChannelDescriptor(
            id,
            scene.initiator.publicKey(),
            scene.responder.publicKey(),
            null,
            null,
            new ChannelDescriptor.Pending(
                digest(i),
                Kind.OPEN,
                1,
                Direction.INITIATOR,
                Reason.ROUTINE,
                offeredAt,
                Scene.POLICY,
                offeredAt,
                0,
                null,
                0),
            List.of(),
            List.of(),
            List.of()),
        new ChannelPosition(id, 0, 0, untouched, untouched));
  }

  private static Bytes digest(int i) {
    return Bytes.wrap(Sha256.of(Octets.of("").u32(i).toArray()));
  }

  @Test
  void aChannelIsRestoredOnceOnly() {
    Scene.Opened opened = scene.open();
    Snapshot snapshot = Objects.requireNonNull(scene.partition.snapshot(opened.offer().channel()));

    assertThatThrownBy(() -> scene.partition.restore(snapshot))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aChannelSleepsUntilARecordNamesIt() {
    Scene.Opened opened = scene.open();
    ChannelId channel = opened.offer().channel();
    Snapshot.Live live = (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(channel));
    Partition recovered = scene.newPartition();
    List<ChannelId> woken = new ArrayList<>();
    recovered.restore(
        channel,
        () -> {
          woken.add(channel);
          return live;
        });

    assertThat(recovered.channels()).isEqualTo(1);
    assertThat(recovered.ids()).containsExactly(channel);
    assertThat(woken).isEmpty();
    assertThatThrownBy(() -> recovered.restore(live)).isInstanceOf(IllegalStateException.class);

    Envelope envelope = Scene.seal(opened.sender(Direction.INITIATOR), 1);
    Outcome outcome = recovered.accept(++scene.offset, Bytes.wrap(channel.toBytes()), envelope);

    assertThat(outcome.verdict()).isInstanceOf(Verdict.Accepted.class);
    assertThat(woken).hasSize(1);
    assertThat(recovered.channels()).isEqualTo(1);
  }

  @Test
  void aSnapshotOfASleepingChannelDoesNotWakeIt() {
    Scene.Opened opened = scene.open();
    ChannelId channel = opened.offer().channel();
    Snapshot.Live live = (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(channel));
    Partition recovered = scene.newPartition();
    recovered.restore(channel, () -> live);
    recovered.advanceTo(scene.offset);

    assertThat(recovered.snapshot(channel)).isEqualTo(live);
    assertThat(recovered.snapshot(channel)).isEqualTo(live);
    assertThat(recovered.channels()).isEqualTo(1);
  }

  @Test
  void noSecretIsReadInASnapshot() {
    Scene.Opened opened = scene.open();

    String printed = String.valueOf(scene.partition.snapshot(opened.offer().channel()));

    for (Direction direction : Direction.values()) {
      assertThat(printed)
          .doesNotContain(Bytes.wrap(opened.initiator().admission(direction).toArray()).toHex());
    }
    assertThat(opened.initiator().toString())
        .contains("[secret]")
        .doesNotContainPattern("[0-9a-f]{32}");
  }

  @Test
  void aPartitionIsOneOfThoseOfItsLog() {
    GrantKeys keys = GrantKeys.of(List.of(scene.processors));

    assertThatThrownBy(() -> new Partition(-1, 3, keys))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Partition(3, 3, keys))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Partition(2, 3, keys).channels()).isZero();
  }

  @Test
  void aClosedChannelIsHeldUntilItIsForgotten() {
    ChannelId channel = scene.open().offer().channel();
    scene.write(Handshake.close(channel, Direction.RESPONDER, scene.responder));
    scene.open();

    assertThat(scene.partition.channels()).isEqualTo(2);
    assertThat(scene.partition.ids()).hasSize(2).contains(channel);
    assertThat(scene.partition.snapshot(channel))
        .isEqualTo(new Snapshot.Closed(channel, scene.offset - 2));
  }

  /** The same as of a closed one: what is past its time must not take the new one with it. */
  @Test
  void anOpenInThePlaceOfOnePastItsTimeIsNotForgottenWithIt() {
    Handshake.Offered offered = scene.offerOpen(Scene.POLICY);
    ChannelId channel = offered.offer().channel();
    scene.write(offered.offer());
    scene.offset += 10_000_001;

    Outcome outcome = scene.write(reanchored(offered.offer(), scene.offset));

    assertThat(Scene.refusal(outcome)).isNull();
    assertThat(outcome.forgotten()).isEmpty();
    assertThat(scene.write(Scene.seal(scene.open().sender(Direction.INITIATOR), 1)).forgotten())
        .isEmpty();
    assertThat(scene.partition.snapshot(channel)).isNotNull();
  }

  @Test
  void oneSleepingChannelThatWakesLeavesTheOthersAsleep() {
    Scene.Opened first = scene.open();
    Scene.Opened second = scene.open();
    Partition recovered = scene.newPartition();
    for (Scene.Opened opened : List.of(first, second)) {
      ChannelId id = opened.offer().channel();
      var live = (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(id));
      recovered.restore(id, () -> live);
    }

    for (Scene.Opened opened : List.of(first, second)) {
      Envelope envelope = Scene.seal(opened.sender(Direction.INITIATOR), 1);
      Bytes key = Bytes.wrap(envelope.channel().toBytes());
      assertThat(Scene.refusal(recovered.accept(++scene.offset, key, envelope))).isNull();
    }
  }

  @Test
  void aSleepingChannelOfAnotherPartitionIsNotTaken() {
    Scene.Opened opened = scene.open();
    ChannelId id = opened.offer().channel();
    var live = (Snapshot.Live) Objects.requireNonNull(scene.partition.snapshot(id));
    Partition other =
        new Partition(1 - id.partition(2), 2, GrantKeys.of(List.of(scene.processors)));

    assertThatThrownBy(() -> other.restore(id, () -> live))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOpenIsStillThereAtTheVeryAgeThatItMayReach() {
    Handshake.Offered offered = scene.offerOpen(Scene.POLICY);
    long anchor = scene.offset;
    scene.write(offered.offer());
    scene.offset = anchor + 10_000_000 - 1;

    Outcome outcome =
        scene.write(
            Handshake.close(offered.offer().channel(), Direction.INITIATOR, scene.responder));

    assertThat(Scene.refusal(outcome)).isEqualTo(Refusal.BAD_SIGNATURE);
    assertThat(outcome.forgotten()).isEmpty();
    assertThat(scene.partition.channels()).isEqualTo(1);
  }

  @Test
  void oneRecordWorksOffFourChannelsOfEachSort() {
    scene.offset = 30_000_000;
    for (int i = 0; i < 10; i++) {
      scene.partition.restore(pendingOpen(i, 1_000 + i));
      scene.partition.restore(new Snapshot.Closed(new ChannelId(i, 1), 2_000 + i));
    }
    Envelope unknown =
        new Envelope(
            new ChannelId(9, 9),
            1,
            Direction.INITIATOR,
            0,
            0,
            Bytes.wrap(new byte[80]),
            Bytes.wrap(new byte[16]));

    assertThat(scene.write(unknown).forgotten())
        .containsExactlyInAnyOrder(
            new ChannelId(0, 0),
            new ChannelId(1, 0),
            new ChannelId(2, 0),
            new ChannelId(3, 0),
            new ChannelId(0, 1),
            new ChannelId(1, 1),
            new ChannelId(2, 1),
            new ChannelId(3, 1));
    assertThat(scene.write(unknown).forgotten()).hasSize(8);
    assertThat(scene.write(unknown).forgotten()).hasSize(4);
    assertThat(scene.write(unknown).forgotten()).isEmpty();
    assertThat(scene.partition.channels()).isZero();
  }
}
