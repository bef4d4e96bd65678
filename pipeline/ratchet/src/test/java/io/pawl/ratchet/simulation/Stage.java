package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Envelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** All who play in a run, and what every step does with them. */
final class Stage {
  private static final int MAX_PAYLOAD = 130;

  private final Scene scene;
  private final List<Peer> peers;
  private final Approvers approvers;
  private final Adversary adversary;
  private final Network network;
  private final Careless careless;
  private final KeyRule keyRule;

  Stage(Setup setup, boolean traced) {
    scene = new Scene(setup, traced);
    peers = List.of(new Peer("alice", Cast.ALICE, scene), new Peer("bob", Cast.BOB, scene));
    approvers = new Approvers(scene);
    adversary = new Adversary(scene);
    network = new Network(scene, adversary);
    careless = new Careless(scene);
    keyRule = new KeyRule(scene);
  }

  Scene scene() {
    return scene;
  }

  List<Peer> peers() {
    return peers;
  }

  Approvers approvers() {
    return approvers;
  }

  Adversary adversary() {
    return adversary;
  }

  Network network() {
    return network;
  }

  Careless careless() {
    return careless;
  }

  Peer anyPeer() {
    return peers.get(scene.random().nextInt(peers.size()));
  }

  /** Checks what is not checked where it happens. */
  void check() {
    for (Peer peer : peers) {
      if (peer.wasTouched()) {
        keyRule.check(peer);
      }
    }
    keyRule.check(scene.processor());
  }

  /** Lets a peer do something, up or woken up for it, until it crashes. */
  void with(Peer peer, Consumer<Peer> doing) {
    peer.touch();
    try {
      if (!peer.isUp()) {
        peer.start();
        scene.tell(() -> "    %s starts".formatted(peer.name()));
      }
      doing.accept(peer);
    } catch (Crash crash) {
      scene.tell(() -> "    %s crashes around a write".formatted(peer.name()));
      peer.crash();
      keyRule.forget(peer);
    }
  }

  /** What was held by a peer is gone, and it could not erase it. */
  void gone(Peer peer) {
    keyRule.forget(peer);
  }

  /** What a peer does with one of its channels. */
  interface Doing {
    void with(Peer peer, End end);
  }

  /** Lets any peer do something with any of its channels. */
  void withEnd(Doing doing) {
    with(
        anyPeer(),
        peer -> {
          List<End> ends = new ArrayList<>();
          peer.ends().stream().filter(end -> !end.isOver()).forEach(ends::add);
          if (!ends.isEmpty()) {
            doing.with(peer, ends.get(scene.random().nextInt(ends.size())));
          }
        });
  }

  /** Seals and writes up to {@code count} messages. */
  void send(Peer peer, End end, int count) {
    for (int i = 0; i < count && end.canSeal(); i++) {
      byte[] payload = new byte[scene.random().nextInt(MAX_PAYLOAD)];
      scene.random().nextBytes(payload);
      Envelope envelope = end.seal(payload);
      KeyedEpoch keyed = Objects.requireNonNull(end.keyed());
      keyRule.sealed(
          keyed.agreement(),
          envelope.direction(),
          envelope.slot(),
          envelope.counter() == keyed.offer().policy().slotMessages() - 1);
      scene.tell(() -> "    %s seals %s".formatted(peer.name(), Oracle.describe(envelope)));
    }
  }

  /** Everything moves on by one station; hasty peers answer carelessly first. */
  void passAll(boolean hasty) {
    for (Peer peer : peers) {
      with(peer, up -> up.read(Integer.MAX_VALUE));
      if (hasty) {
        with(peer, up -> up.ends().forEach(end -> careless.answer(up, end)));
      }
      with(peer, Peer::act);
      network.deliver(peer, Integer.MAX_VALUE);
    }
    scene.processor().process(Integer.MAX_VALUE);
    scene.processor().commit(scene.random().nextInt(6) == 0);
  }
}
