package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiverTest {
  private final Scene.Opened opened = new Scene(2).open();
  private final Sender sender = opened.sender(Direction.INITIATOR);
  private final Receiver receiver = opened.receiver(Direction.INITIATOR);

  /** Seals a whole slot and returns its envelopes. */
  private List<Envelope> slot() {
    List<Envelope> slot = new ArrayList<>();
    for (int i = 0; i < Scene.POLICY.slotMessages(); i++) {
      slot.add(Scene.seal(sender, i));
    }
    return slot;
  }

  private static int payload(Receipt receipt) {
    assertThat(receipt).isInstanceOf(Receipt.Opened.class);
    return ((Receipt.Opened) receipt).payload()[0];
  }

  private static Envelope flipped(Envelope envelope) {
    byte[] ciphertext = envelope.ciphertext().toArray();
    ciphertext[5] ^= 1;
    return new Envelope(
        envelope.channel(),
        envelope.epoch(),
        envelope.direction(),
        envelope.slot(),
        envelope.counter(),
        Bytes.wrap(ciphertext),
        envelope.tag());
  }

  @Test
  void eachEnvelopeOpensOnceInAnyOrderWithinTheWindow() {
    List<Envelope> sealed = slot();
    Collections.shuffle(sealed, new Random(5));

    for (Envelope envelope : sealed) {
      assertThat(payload(receiver.open(envelope))).isEqualTo(envelope.counter());
    }

    for (Envelope envelope : sealed) {
      assertThat(receiver.open(envelope)).isEqualTo(new Receipt.Refused(Refusal.REPLAYED));
    }
  }

  @Test
  void aForgedEnvelopeMovesNothing() {
    List<Envelope> first = slot();
    receiver.open(first.get(0));
    Receiver.State before = receiver.state();
    Envelope ahead = Scene.seal(sender, 7);

    assertThat(receiver.open(flipped(first.get(1)))).isEqualTo(new Receipt.NotAuthentic());
    assertThat(receiver.open(flipped(ahead))).isEqualTo(new Receipt.NotAuthentic());
    assertThat(receiver.open(flipped(first.get(0)))).isEqualTo(new Receipt.NotAuthentic());

    assertThat(receiver.state()).usingRecursiveComparison().isEqualTo(before);
    assertThat(payload(receiver.open(first.get(1)))).isEqualTo(1);
  }

  @Test
  void aSlotsKeyIsErasedWithItsWindow() {
    List<Envelope> first = slot();
    List<Envelope> second = slot();
    receiver.open(first.get(0));
    receiver.open(second.get(0));
    assertThat(receiver.state().previous()).isNotNull();

    for (int i = 1; i <= Scene.POLICY.overlap(); i++) {
      assertThat(receiver.open(first.get(i)))
          .as("message %d of the overlap", i)
          .isInstanceOf(Receipt.Opened.class);
    }

    assertThat(receiver.state().previous()).isNull();
    assertThat(receiver.open(first.get(9))).isEqualTo(new Receipt.Refused(Refusal.SLOT_EXPIRED));
  }

  @Test
  void skippedSlotsLeaveNoKey() {
    slot();
    slot();
    receiver.open(Scene.seal(sender, 1));

    Receiver.State state = receiver.state();

    assertThat(state.current().slot()).isEqualTo(2);
    assertThat(state.ahead()).extracting(SlotKey::slot).containsExactly(3L, 4L);
    assertThat(state.chain().slot()).isEqualTo(5);
    assertThat(state.previous())
        .asInstanceOf(type(SlotKey.class))
        .extracting(SlotKey::slot)
        .isEqualTo(0L);
  }

  @Test
  void aSlotBeyondTheLookaheadIsRefusedUnseen() {
    slot();
    slot();
    slot();

    assertThat(receiver.open(Scene.seal(sender, 1)))
        .isEqualTo(new Receipt.Refused(Refusal.SLOT_TOO_FAR));
    assertThat(receiver.state().windows().diverged()).isFalse();
  }

  @Test
  void anAuthenticCounterTooFarEndsTheDirection() {
    Policy policy = new Policy(128, 4, 64, 64, 2, 3, 3, 0, 0, List.of());
    Scene.Opened wide = new Scene(3).open(policy);
    Sender far = wide.sender(Direction.RESPONDER);
    Receiver behind = wide.receiver(Direction.RESPONDER);
    for (int i = 0; i < 64; i++) {
      Scene.seal(far, i);
    }
    Envelope tooFar = Scene.seal(far, 64);

    assertThat(behind.open(flipped(tooFar))).isEqualTo(new Receipt.NotAuthentic());
    assertThat(behind.open(tooFar)).isEqualTo(new Receipt.Refused(Refusal.COUNTER_TOO_FAR));
    assertThat(behind.open(tooFar)).isEqualTo(new Receipt.Refused(Refusal.REKEY_REQUIRED));
  }

  @ParameterizedTest(name = "seed={0}")
  @ValueSource(longs = {1, 2, 3})
  void aReceiverRestoredAnywhereOpensAllThatFollowsAlike(long seed) {
    Random random = new Random(seed);
    List<Envelope> sealed = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sealed.addAll(slot());
    }
    Receiver restored = Receiver.restore(opened.in(Direction.INITIATOR), receiver.state());

    for (int i = 0; i < sealed.size(); i++) {
      Envelope envelope = sealed.get(Math.clamp(i + random.nextInt(-5, 3), 0, sealed.size() - 1));
      Receipt expected = receiver.open(envelope);
      Receipt actual = restored.open(envelope);
      assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
      restored = Receiver.restore(opened.in(Direction.INITIATOR), restored.state());
    }
  }

  @Test
  void anyReachableSlotOpensFromWhereverTheReceiverStands() {
    Policy policy = new Policy(16, 4, 16, 64, 16, 3, 3, 0, 0, List.of());
    Scene.Opened far = new Scene(5).open(policy);
    Sender ahead = far.sender(Direction.INITIATOR);
    List<Envelope> first = new ArrayList<>();
    for (int slot = 0; slot <= 34; slot++) {
      first.add(Scene.seal(ahead, slot));
      for (int i = 1; i < policy.slotMessages(); i++) {
        Scene.seal(ahead, i);
      }
    }
    Receiver behind = far.receiver(Direction.INITIATOR);

    assertThat(behind.open(first.get(17))).isEqualTo(new Receipt.Refused(Refusal.SLOT_TOO_FAR));
    for (int slot : new int[] {16, 19, 20, 22, 31}) {
      assertThat(behind.open(flipped(first.get(slot)))).isEqualTo(new Receipt.NotAuthentic());
      assertThat(payload(behind.open(first.get(slot)))).as("slot %d", slot).isEqualTo(slot);
      Receiver.State state = behind.state();
      assertThat(state.current().slot()).isEqualTo(slot);
      assertThat(state.ahead()).extracting(SlotKey::slot).containsExactly(slot + 1L, slot + 2L);
      assertThat(state.chain().slot()).isEqualTo(slot + 3L);
    }
    assertThat(behind.open(first.get(21))).isEqualTo(new Receipt.Refused(Refusal.SLOT_EXPIRED));
  }

  @Test
  void anEnvelopeThatIsNoneIsRefusedUnopened() {
    Envelope good = Scene.seal(sender, 1);

    assertThat(receiver.open(Altered.with(good, "slot", -1L)))
        .isEqualTo(new Receipt.Refused(Refusal.MALFORMED));
    assertThat(receiver.open(Altered.with(good, "counter", -1)))
        .isEqualTo(new Receipt.Refused(Refusal.MALFORMED));
    assertThat(receiver.open(Altered.with(good, "ciphertext", Bytes.wrap(new byte[79]))))
        .isEqualTo(new Receipt.Refused(Refusal.BAD_SIZE));
    assertThat(receiver.open(Altered.with(good, "ciphertext", Bytes.wrap(new byte[16]))))
        .isEqualTo(new Receipt.Refused(Refusal.BAD_SIZE));
    assertThat(receiver.open(good)).isInstanceOf(Receipt.Opened.class);
  }

  @Test
  void anEnvelopeOfAnotherDirectionIsTheCallersMistake() {
    Envelope other = Scene.seal(opened.sender(Direction.RESPONDER), 1);

    assertThatThrownBy(() -> receiver.open(other)).isInstanceOf(IllegalArgumentException.class);
  }
}
