package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Offer;

/** The end of a run: the faults stop, and the channels must heal. */
final class Healing {
  /** A REKEY takes three rounds; a throttle holds it up once, and a crossing offer once more. */
  private static final int ROUNDS = 16;

  private static final long THROTTLE_SPAN = 1_000_000;

  private final Stage stage;
  private final Scene scene;

  Healing(Stage stage) {
    this.stage = stage;
    this.scene = stage.scene();
  }

  /** Lets everything that is under way arrive, and sees whether messages pass again. */
  void run(long salt) {
    scene.begin(new Step(Move.PASS_ALL, salt));
    stage.peers().forEach(Peer::putOutFuse);
    settle();
    if (!exchange()) {
      // What the log had lost before shows only now, and asks for another epoch.
      settle();
      Check.HEALS.that(exchange(), () -> "messages are refused after everything settled");
    }
  }

  private void settle() {
    for (int round = 0; round < ROUNDS && !isSettled(); round++) {
      scene.tell(() -> "SETTLE");
      approvePending();
      stage.passAll(false);
      if (round == ROUNDS / 2) {
        // By now only a throttle, or an offer that nobody can answer, keeps them from it.
        scene.log().elapse(THROTTLE_SPAN);
      }
      stage.check();
    }
    for (Peer peer : stage.peers()) {
      for (End end : peer.ends()) {
        if (isOpen(end)) {
          Check.HEALS.that(
              end.canSeal(),
              () -> "%s cannot send in epoch %d".formatted(peer.name(), end.reduction().epoch()));
          scene.tally().count(Sight.HEALED);
        }
      }
    }
  }

  private static boolean isOpen(End end) {
    return end.reduction().epoch() > 0 && !end.isOver();
  }

  private boolean isSettled() {
    for (Peer peer : stage.peers()) {
      if (!peer.isUp()
          || peer.hasUnread()
          || !peer.wire().isEmpty()
          || peer.ends().stream().anyMatch(end -> isOpen(end) && !end.canSeal())) {
        return false;
      }
    }
    return !scene.processor().hasWork();
  }

  private void approvePending() {
    for (End end : stage.peers().getFirst().ends()) {
      Offer pending = end.reduction().pending();
      if (pending != null && !end.reduction().governing(pending).approvers().isEmpty()) {
        stage.approvers().approveAll(pending);
      }
    }
  }

  /**
   * One message each way in each channel; that what is accepted opens is checked elsewhere. True if
   * all were accepted.
   */
  private boolean exchange() {
    int before = scene.log().size();
    int sent = 0;
    for (Peer peer : stage.peers()) {
      for (End end : peer.ends()) {
        if (end.canSeal()) {
          stage.send(peer, end, 1);
          sent++;
        }
      }
      stage.network().deliver(peer, Integer.MAX_VALUE);
    }
    scene.processor().process(Integer.MAX_VALUE);
    scene.processor().commit(true);
    for (Peer peer : stage.peers()) {
      stage.with(peer, up -> up.read(Integer.MAX_VALUE));
    }
    int accepted = 0;
    for (int index = before; index < scene.log().size(); index++) {
      Entry entry = scene.log().get(index);
      accepted += entry.record() instanceof Envelope && entry.isAccepted() ? 1 : 0;
    }
    stage.check();
    return accepted == sent;
  }
}
