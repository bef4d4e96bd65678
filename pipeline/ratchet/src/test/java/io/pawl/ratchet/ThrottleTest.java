package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How often epochs may be activated: Scene's policy allows 3 of each kind, and slots of 16. */
final class ThrottleTest {
  private final Scene scene = new Scene(31);

  private Offer bump(Scene.Opened last) {
    return Handshake.bump(last.offer(), scene.initiator, scene.entropy).offer();
  }

  private Offer rekey(Scene.Opened last, Reason reason) {
    return Handshake.rekey(last.offer(), reason, Scene.POLICY, scene.initiator, scene.entropy)
        .offer();
  }

  private void send(Sender sender, int messages) {
    for (int i = 0; i < messages; i++) {
      assertThat(Scene.refusal(scene.write(Scene.seal(sender, i)))).isNull();
    }
  }

  private Scene.Opened bumped(int times) {
    Scene.Opened last = scene.open();
    for (int i = 0; i < times; i++) {
      last = scene.bump(last);
      assertThat(last.offer().epoch()).isEqualTo(i + 2);
    }
    return last;
  }

  private Scene.Opened rekeyed(int times) {
    Scene.Opened last = scene.open();
    for (int i = 0; i < times; i++) {
      last = scene.rekey(last, Reason.ROUTINE);
    }
    return last;
  }

  @Test
  void aBumpMoreThanAllowedInARowWaitsForAMessage() {
    Scene.Opened last = bumped(3);
    assertThat(Scene.refusal(scene.write(bump(last)))).isEqualTo(Refusal.REKEY_THROTTLED);

    send(last.sender(Direction.RESPONDER), 1);

    assertThat(Scene.refusal(scene.write(bump(last)))).isNull();
  }

  @Test
  void bumpsBelowTheLimitNeedNoMessage() {
    Scene.Opened last = bumped(2);

    assertThat(Scene.refusal(scene.write(bump(last)))).isNull();
  }

  @Test
  void aBumpAMillionOffsetsAgoThrottlesNoMore() {
    Scene.Opened last = bumped(3);
    long lastActivation = scene.offset;
    // The first of the three came four records before the last.
    scene.offset = lastActivation - 4 + 1_000_000 - 2;
    assertThat(Scene.refusal(scene.write(bump(last)))).isEqualTo(Refusal.REKEY_THROTTLED);

    assertThat(Scene.refusal(scene.write(bump(last)))).isNull();
  }

  @Test
  void aRekeyMoreThanAllowedWaitsForASlotOfMessages() {
    Scene.Opened last = rekeyed(3);
    Sender sender = last.sender(Direction.INITIATOR);
    send(sender, 15);
    assertThat(Scene.refusal(scene.write(rekey(last, Reason.ROUTINE))))
        .isEqualTo(Refusal.REKEY_THROTTLED);
    assertThat(Scene.refusal(scene.write(rekey(last, Reason.SUSPICIOUS))))
        .isEqualTo(Refusal.REKEY_THROTTLED);

    send(sender, 1);

    assertThat(Scene.refusal(scene.write(rekey(last, Reason.ROUTINE)))).isNull();
  }

  @Test
  void bumpsDoNotThrottleRekeysNorRekeysBumps() {
    Scene.Opened last = bumped(3);
    for (int i = 0; i < 3; i++) {
      last = scene.rekey(last, Reason.ROUTINE);
    }

    assertThat(last.offer().epoch()).isEqualTo(7);
    assertThat(Scene.refusal(scene.write(rekey(last, Reason.ROUTINE))))
        .isEqualTo(Refusal.REKEY_THROTTLED);
    send(last.sender(Direction.INITIATOR), 1);
    assertThat(Scene.refusal(scene.write(bump(last)))).isNull();
  }

  @Test
  void aCompromiseMayGoSixteenBeyondTheBurst() {
    Scene.Opened last = rekeyed(3);
    for (int i = 0; i < 16; i++) {
      last = scene.rekey(last, Reason.COMPROMISE);
      assertThat(scene.partition.snapshot(last.offer().channel()))
          .extracting(
              snapshot -> snapshot instanceof Snapshot.Live live ? live.descriptor().epoch() : 0)
          .isEqualTo(i + 5);
    }

    assertThat(Scene.refusal(scene.write(rekey(last, Reason.COMPROMISE))))
        .isEqualTo(Refusal.REKEY_THROTTLED);
  }

  @Test
  void anActivationCountsWhileItIsNearInMessagesAndOffsets() {
    Activations one = new Activations(new long[0]).with(500, 7);

    assertThat(one.within(16, 500, 7)).isEqualTo(1);
    assertThat(one.within(16, 500, 7 + 15)).isEqualTo(1);
    assertThat(one.within(16, 500, 7 + 16)).isZero();
    assertThat(one.within(16, 500 + 999_999, 7)).isEqualTo(1);
    assertThat(one.within(16, 500 + 1_000_000, 7)).isZero();
  }

  @Test
  void onlyWhatCanStillCountIsWrittenDown() {
    Activations two = new Activations(new long[0]).with(500, 7).with(900, 8);
    ChannelDescriptor.Activation first = new ChannelDescriptor.Activation(500, 7);
    ChannelDescriptor.Activation second = new ChannelDescriptor.Activation(900, 8);

    assertThat(two.toList(16, 1_000_499, 22)).containsExactly(first, second);
    assertThat(two.toList(16, 1_000_500, 22)).containsExactly(second);
    assertThat(two.toList(16, 1_000_499, 23)).containsExactly(second);
    assertThat(two.toList(16, 1_000_499, 24)).isEmpty();
    assertThat(Activations.of(List.of(first, second)).toList(16, 900, 8))
        .containsExactly(first, second);
  }

  @Test
  void anActivationPastItsTimeIsLetGoWithTheNext() {
    Activations two = new Activations(new long[0]).with(500, 7).with(600, 8);

    assertThat(two.with(1_000_499, 9).length()).isEqualTo(2 * 3);
    assertThat(two.with(1_000_500, 9).length()).isEqualTo(2 * 2);
    assertThat(two.with(1_000_600, 9).length()).isEqualTo(2);
  }

  /** 255, the most that a policy can allow, and 16 for a compromise. */
  @Test
  void noMoreActivationsAreKeptThanAnyPolicyCounts() {
    Activations many = new Activations(new long[0]);
    for (int i = 0; i < 271; i++) {
      many = many.with(i, 0);
    }
    assertThat(many.within(1, 300, 0)).isEqualTo(271);

    Activations more = many.with(271, 0);

    assertThat(more.toList(1, 300, 0))
        .extracting(ChannelDescriptor.Activation::logOffset)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 271).boxed().toList());
  }

  @Test
  void theLast32KeysAreRemembered() {
    List<Bytes> keys =
        IntStream.range(0, 33).mapToObj(i -> Bytes.wrap(scene.entropy.bytes(32))).toList();
    RememberedKeys remembered = new RememberedKeys(new long[0]);
    for (Bytes key : keys.subList(0, 32)) {
      remembered = remembered.with(key);
    }
    assertThat(keys.subList(0, 32)).allMatch(remembered::contains);

    remembered = remembered.with(keys.getLast());

    assertThat(remembered.contains(keys.getFirst())).isFalse();
    assertThat(keys.subList(1, 33)).allMatch(remembered::contains);
    assertThat(RememberedKeys.of(remembered.toList()).toList())
        .hasSize(32)
        .isEqualTo(remembered.toList());
  }
}
