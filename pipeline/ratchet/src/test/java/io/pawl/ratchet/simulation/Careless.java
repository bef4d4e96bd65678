package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Forge;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Secret;
import java.util.List;

/** Records that a peer of poor make writes under its own true keys. */
final class Careless {
  private static final int MLKEM_CIPHERTEXT = 1_088;
  private static final int GRANT = 116;
  private static final int ADMISSION = 64;

  private final Scene scene;

  Careless(Scene scene) {
    this.scene = scene;
  }

  private void write(Fault fault, Peer peer, LogRecord record) {
    scene.oracle().authored(record);
    scene.log().append(record);
    scene.tally().count(fault);
    scene.tell(() -> "    %s, %s: %s".formatted(peer.name(), fault, Oracle.describe(record)));
  }

  /** An offer that must not be made: a bad policy, a bad key, or one that was used before. */
  void offer(Peer peer, End end) {
    Offer current = end.reduction().current();
    if (current == null || end.isOver()) {
      return;
    }
    Policy policy = current.policy();
    Bytes x25519 = key();
    Policy offered = policy;
    switch (scene.random().nextInt(3)) {
      case 0 ->
          offered =
              new Policy(
                  policy.slotMessages(),
                  0,
                  policy.window(),
                  policy.cellBytes(),
                  policy.slotLookahead(),
                  policy.rekeyBurst(),
                  policy.idleBumps(),
                  0,
                  0,
                  List.of());
      case 1 -> x25519 = Forge.LOW_ORDER_POINT;
      default -> x25519 = current.x25519();
    }
    write(
        Fault.PEER_OFFERED_CARELESSLY,
        peer,
        Forge.offer(
            new Offer(
                Kind.BUMP,
                current.channel(),
                current.epoch() + 1,
                end.direction(),
                current.initiator(),
                current.responder(),
                x25519,
                Bytes.EMPTY,
                Reason.ROUTINE,
                0,
                offered,
                Bytes.EMPTY),
            peer.identity()));
  }

  /** An answer that cannot be right, to the partner's pending offer. */
  void answer(Peer peer, End end) {
    Offer pending = end.reduction().pending();
    Bytes offerId = end.reduction().pendingId();
    if (pending == null
        || offerId == null
        || pending.offerer() == end.direction()
        || end.reduction().answer() != null) {
      return;
    }
    boolean bump = pending.kind() == Kind.BUMP;
    Bytes mlkem = bump ? Bytes.EMPTY : Bytes.wrap(bytes(MLKEM_CIPHERTEXT));
    Bytes x25519 = key();
    Bytes grant = Bytes.wrap(bytes(GRANT));
    boolean sound = false;
    switch (scene.random().nextInt(6)) {
      case 0 -> mlkem = bump ? Bytes.wrap(bytes(MLKEM_CIPHERTEXT)) : Bytes.EMPTY;
      case 1 -> x25519 = Forge.LOW_ORDER_POINT;
      case 2 -> x25519 = pending.x25519();
      case 3 -> {
        grant = granted(pending, offerId, x25519);
        sound = true;
      }
      case 4 -> {
        x25519 = usedKey(pending.channel());
        grant = granted(pending, offerId, x25519);
        sound = true;
      }
      default -> {}
    }
    Answer answer =
        Forge.answer(
            new Answer(pending.channel(), offerId, x25519, mlkem, grant, Bytes.EMPTY),
            peer.identity());
    if (!sound) {
      scene.oracle().unsound(answer);
    }
    write(Fault.PEER_ANSWERED_CARELESSLY, peer, answer);
  }

  /** The key of the last answer that was accepted in the channel; if there is none, a new one. */
  private Bytes usedKey(ChannelId channel) {
    Bytes key = key();
    for (Entry entry : scene.processor().published()) {
      if (entry.isAccepted()
          && entry.record() instanceof Answer answer
          && answer.channel().equals(channel)) {
        key = answer.x25519();
      }
    }
    return key;
  }

  /** A grant that opens, of keys that nobody derives. */
  private Bytes granted(Offer pending, Bytes offerId, Bytes x25519) {
    byte[] admission = bytes(ADMISSION);
    scene
        .names()
        .addGrant(
            new SecretName.Agreement(pending.channel(), pending.epoch(), offerId, x25519),
            Secret.owning(admission));
    return Forge.grant(
        pending.channel(), pending.epoch(), admission, Cast.PROCESSORS_KEY, scene.entropy());
  }

  /** An envelope with the right tag and a counter that no slot has. */
  void seal(Peer peer, End end) {
    KeyedEpoch keyed = end.keyed();
    if (keyed == null || end.isOver()) {
      return;
    }
    Policy policy = keyed.offer().policy();
    Envelope untagged =
        new Envelope(
            end.channel(),
            keyed.offer().epoch(),
            end.direction(),
            scene.random().nextInt(3),
            policy.slotMessages() + scene.random().nextInt(10),
            Bytes.wrap(bytes(policy.cellBytes() + 16)),
            Bytes.EMPTY);
    write(Fault.PEER_SEALED_CARELESSLY, peer, Forge.envelope(untagged, keyed.admission()));
  }

  private Bytes key() {
    byte[] key = bytes(32);
    key[31] &= 0x3f;
    return Bytes.wrap(key);
  }

  private byte[] bytes(int count) {
    return scene.entropy().bytes(count);
  }
}
