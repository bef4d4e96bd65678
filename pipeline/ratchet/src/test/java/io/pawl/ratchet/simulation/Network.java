package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;

/**
 * Between a peer and the log: what gets through, when, how often, and what the peer hears of it.
 */
final class Network {
  /** Records that one failure can hit. */
  private static final int REACH = 8;

  private final Scene scene;
  private final Adversary adversary;

  Network(Scene scene, Adversary adversary) {
    this.scene = scene;
    this.adversary = adversary;
  }

  private Entry append(LogRecord record) {
    adversary.capture(record);
    return scene.log().append(record);
  }

  private void acknowledge(Peer peer, LogRecord record, long offset) {
    if (peer.isUp()) {
      peer.acknowledged(record, offset);
    }
  }

  /** In order, with acknowledgements. */
  void deliver(Peer peer, int count) {
    for (int i = 0; i < count && !peer.wire().isEmpty(); i++) {
      LogRecord record = peer.wire().take(0);
      acknowledge(peer, record, append(record).offset());
    }
  }

  /** Any of them first. */
  void reorder(Peer peer) {
    Wire wire = peer.wire();
    for (int i = scene.random().nextInt(1, REACH); i > 0 && !wire.isEmpty(); i--) {
      LogRecord record = wire.take(scene.random().nextInt(wire.size()));
      acknowledge(peer, record, append(record).offset());
    }
  }

  void lose(Peer peer) {
    for (int i = scene.random().nextInt(1, REACH); i > 0 && !peer.wire().isEmpty(); i--) {
      adversary.capture(peer.wire().take(scene.random().nextInt(peer.wire().size())));
      scene.tally().count(Fault.RECORD_LOST);
    }
  }

  /** Nothing of what is under way arrives. */
  void loseAll(Peer peer) {
    while (!peer.wire().isEmpty()) {
      adversary.capture(peer.wire().take(0));
      scene.tally().count(Fault.RECORD_LOST);
    }
  }

  /** The log gets it, and a copy of it goes on. */
  void duplicate(Peer peer) {
    if (!peer.wire().isEmpty()) {
      LogRecord record = peer.wire().take(0);
      acknowledge(peer, record, append(record).offset());
      if (scene.random().nextBoolean()) {
        append(record);
      } else {
        peer.wire().keep(record);
      }
      scene.tally().count(Fault.RECORD_DUPLICATED);
    }
  }

  /** It comes later, if at all; the peer may write it again meanwhile. */
  void delay(Peer peer) {
    for (int i = scene.random().nextInt(1, REACH); i > 0 && !peer.wire().isEmpty(); i--) {
      peer.wire().keep(peer.wire().take(0));
      scene.tally().count(Fault.RECORD_DELAYED);
    }
  }

  void deliverLate(Peer peer) {
    for (int i = scene.random().nextInt(1, REACH); i > 0 && peer.wire().kept() > 0; i--) {
      LogRecord record = peer.wire().takeKept(scene.random().nextInt(peer.wire().kept()));
      acknowledge(peer, record, append(record).offset());
    }
  }

  /** The log has it, and the peer does not know. */
  void loseAcknowledgement(Peer peer) {
    if (!peer.wire().isEmpty()) {
      append(peer.wire().take(0));
      scene.tally().count(Fault.ACKNOWLEDGEMENT_LOST);
    }
  }

  /** The peer believes that the log has them; it has not, for now or for ever. */
  void swallow(Peer peer) {
    boolean keeps = scene.random().nextBoolean();
    for (int i = 0; i < peer.wire().size(); ) {
      if (peer.wire().get(i) instanceof Envelope envelope) {
        peer.wire().take(i);
        scene.oracle().betrayed(envelope);
        adversary.capture(envelope);
        acknowledge(peer, envelope, scene.log().nextOffset());
        if (keeps) {
          peer.wire().keep(envelope);
        }
        scene.tally().count(Fault.ACKNOWLEDGED_AND_LOST);
      } else {
        i++;
      }
    }
  }
}
