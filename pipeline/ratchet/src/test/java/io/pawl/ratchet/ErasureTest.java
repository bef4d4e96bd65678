package io.pawl.ratchet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.simulation.ReachableSecrets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every key that something lets go of is overwritten: out of reach is not yet gone. */
final class ErasureTest {
  private final Scene scene = new Scene(61);

  /** The secrets that hang from something, to be looked at again when it has moved on. */
  private static final class Held {
    private final Object root;
    private final List<Secret> before;

    Held(Object root) {
      this.root = root;
      this.before = ReachableSecrets.from(List.of(root));
    }

    /** Those of before that nothing reaches any more; each must be erased. */
    int assertErasedWhereLetGo() {
      Set<Secret> still = Collections.newSetFromMap(new IdentityHashMap<>());
      still.addAll(ReachableSecrets.from(List.of(root)));
      List<Secret> gone = before.stream().filter(secret -> !still.contains(secret)).toList();
      assertThat(gone).allMatch(Secret::isErased);
      return gone.size();
    }
  }

  private static void assertAllErased(Iterable<Secret> secrets) {
    assertThat(secrets).isNotEmpty().allMatch(Secret::isErased);
  }

  @Test
  void aSenderErasesASlotsKeyWhenTheSlotIsFull() {
    Sender sender = scene.open().sender(Direction.INITIATOR);
    for (int i = 0; i < Scene.POLICY.slotMessages() - 1; i++) {
      Scene.seal(sender, i);
    }
    Held held = new Held(sender);

    Scene.seal(sender, 0);

    assertThat(held.assertErasedWhereLetGo()).as("chain secret and slot key").isEqualTo(2);
  }

  @Test
  void anErasedSenderHoldsNothing() {
    Sender idle = scene.open().sender(Direction.INITIATOR);
    Sender busy = scene.open().sender(Direction.RESPONDER);
    Scene.seal(busy, 1);
    List<Secret> secrets = ReachableSecrets.from(List.of(idle, busy));

    idle.erase();
    busy.erase();

    assertThat(secrets).hasSize(2 + 3);
    assertAllErased(secrets);
  }

  @Test
  void aReceiverErasesAKeyWithItsWindow() {
    Scene.Opened opened = scene.open();
    Sender sender = opened.sender(Direction.INITIATOR);
    Receiver receiver = opened.receiver(Direction.INITIATOR);
    List<Envelope> sealed = new ArrayList<>();
    for (int i = 0; i < 5 * Scene.POLICY.slotMessages(); i++) {
      sealed.add(Scene.seal(sender, i));
    }
    int gone = 0;

    // In order, then with a slot skipped.
    for (int i : new int[] {0, 16, 17, 18, 19, 20, 21, 22, 53, 70}) {
      Held held = new Held(receiver);
      assertThat(receiver.open(sealed.get(i))).isInstanceOf(Receipt.Opened.class);
      gone += held.assertErasedWhereLetGo();
    }

    assertThat(receiver.state().current().slot()).isEqualTo(4);
    // The keys of slots 0, 1 and 2, and the chain's secrets at 3, 4 and 6, where it stood.
    assertThat(gone).isEqualTo(3 + 3);
  }

  @Test
  void anErasedReceiverHoldsNothing() {
    Scene.Opened opened = scene.open();
    Sender sender = opened.sender(Direction.INITIATOR);
    Receiver receiver = opened.receiver(Direction.INITIATOR);
    for (int i = 0; i < 17; i++) {
      receiver.open(Scene.seal(sender, i));
    }
    Receiver.State state = receiver.state();
    List<Secret> secrets = ReachableSecrets.from(List.of(receiver, state));

    receiver.erase();
    state.erase();

    assertThat(secrets).as("previous, current, two ahead and the chain, twice").hasSize(10);
    assertAllErased(secrets);
  }

  @Test
  void aKeyDerivedForASlotFarAheadIsErasedWhenItIsReleased() {
    ReceiverKeys keys = ReceiverKeys.begin(SlotChain.at(0, Secret.owning(scene.entropy.bytes(32))));
    SlotKey ahead = requireNonNull(keys.of(9, 16));
    SlotKey held = requireNonNull(keys.of(2, 16));

    keys.release(ahead);
    keys.release(held);

    assertThat(ahead.material().isErased()).isTrue();
    assertThat(held.material().isErased()).isFalse();
  }

  @Test
  void anEpochsKeysAreErasedTogether() {
    EpochKeys keys = scene.open().initiator();
    List<Secret> secrets = ReachableSecrets.from(List.of(keys));

    keys.erase();

    assertThat(secrets).hasSize(5);
    assertAllErased(secrets);
  }

  /** A key whose private half lies about would open what is sealed with it later on. */
  @Test
  void whatAnAnswererDrewIsErasedOnceItAnswered() {
    Handshake.Offered offered = scene.offerOpen(Scene.POLICY);
    List<byte[]> drawn = new ArrayList<>();
    Entropy remembering =
        count -> {
          byte[] bytes = scene.entropy.bytes(count);
          drawn.add(bytes);
          return bytes;
        };

    Handshake.answer(
        offered.offer(), scene.responder, scene.processors.publicKey(), remembering, null);

    assertThat(drawn).as("X25519, ML-KEM's coins, the grant's X25519").hasSize(3);
    for (byte[] bytes : drawn) {
      assertThat(bytes).containsOnly(0);
    }
  }

  @Test
  void anActivationErasesTheEpochBeforeTheLast() {
    Scene.Opened last = scene.open();
    last = scene.rekey(last, Reason.ROUTINE);
    Held held = new Held(scene.partition);

    scene.rekey(last, Reason.ROUTINE);

    assertThat(held.assertErasedWhereLetGo()).isEqualTo(1);
  }

  private Policy approved() {
    return new Policy(
        16, 4, 16, 64, 2, 3, 3, 1, 8, List.of(scene.entropy.signingKey().publicKey()));
  }

  /** Offers a REKEY that waits for an approval, and answers it. */
  private Offer answered(Scene.Opened last) {
    Offer offer =
        Handshake.rekey(
                last.offer(),
                Reason.SUSPICIOUS,
                last.offer().policy(),
                scene.initiator,
                scene.entropy)
            .offer();
    scene.write(offer);
    Outcome outcome =
        scene.write(
            Handshake.answer(
                    offer, scene.responder, scene.processors.publicKey(), scene.entropy, null)
                .answer());
    assertThat(Scene.refusal(outcome)).isNull();
    assertThat(outcome.events()).isEmpty();
    return offer;
  }

  @Test
  void aReplacedOfferLeavesNoKeysOfItsAnswer() {
    Scene.Opened last = scene.open(approved());
    answered(last);
    Held held = new Held(scene.partition);

    answered(last);

    assertThat(held.assertErasedWhereLetGo()).isEqualTo(1);
  }

  @Test
  void aClosedChannelLeavesNoKeys() {
    Scene.Opened last = scene.rekey(scene.open(approved()), Reason.ROUTINE);
    answered(last);
    Held held = new Held(scene.partition);

    Outcome outcome =
        scene.write(Handshake.close(last.offer().channel(), Direction.INITIATOR, scene.initiator));

    assertThat(outcome.change()).isEqualTo(Outcome.Change.CLOSED);
    assertThat(held.assertErasedWhereLetGo()).as("previous, current and pending").isEqualTo(3);
  }
}
