package io.pawl.ratchet.simulation;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A run, step by step. */
final class World {
  private static final long EPOCH_OVERLAP = 100_000;
  private static final long THROTTLE_SPAN = 1_000_000;
  private static final long OPEN_TTL = 10_000_000;

  private final Stage stage;
  private final Scene scene;

  World(Setup setup, boolean traced) {
    stage = new Stage(setup, traced);
    scene = stage.scene();
  }

  Scene scene() {
    return scene;
  }

  private SplittableRandom random() {
    return scene.random();
  }

  /** Does one step, then checks what must always hold. */
  void step(Step step) {
    scene.begin(step);
    scene.tell(() -> "%s %016x".formatted(step.move(), step.salt()));
    apply(step.move());
    stage.check();
  }

  /** Lets the faults stop, and sees whether the channels heal. */
  void heal(long salt) {
    new Healing(stage).run(salt);
  }

  private void apply(Move move) {
    switch (move) {
      case OPEN -> open();
      case PASS_ALL -> stage.passAll(isHasty());
      case SEND -> stage.withEnd((peer, end) -> stage.send(peer, end, random().nextInt(1, 40)));
      case TAKE_TURN -> stage.with(stage.anyPeer(), Peer::act);
      case DELIVER -> stage.network().deliver(stage.anyPeer(), random().nextInt(1, 24));
      case PROCESS -> process();
      case READ -> read();
      case APPROVE -> stage.approvers().approve();
      case REKEY -> stage.withEnd((peer, end) -> rekey(end));
      case BUMP -> stage.withEnd((peer, end) -> bump(end));
      case PROPOSE_TOGETHER -> proposeTogether();
      case CLOSE -> stage.withEnd((peer, end) -> end.initiative().close());
      case REOPEN_CLEANLY -> reopen(stage.anyPeer());
      case ELAPSE -> elapse();
      case LOSE -> stage.network().lose(stage.anyPeer());
      case DUPLICATE -> stage.network().duplicate(stage.anyPeer());
      case DELAY -> stage.network().delay(stage.anyPeer());
      case REORDER -> stage.network().reorder(stage.anyPeer());
      case LOSE_ACKNOWLEDGEMENT -> stage.network().loseAcknowledgement(stage.anyPeer());
      case DELIVER_LATE -> stage.network().deliverLate(stage.anyPeer());
      case CRASH_PEER -> crash(stage.anyPeer());
      case CRASH_PEER_AROUND_A_WRITE -> stage.anyPeer().lightFuse(random().nextInt(8));
      case CRASH_AGAIN_AND_AGAIN -> crashAgainAndAgain(stage.anyPeer());
      case LOSE_VAULT -> loseVault(stage.anyPeer());
      case COPY_VAULT -> stage.anyPeer().copyVault();
      case RESTORE_VAULT -> restoreVault(stage.anyPeer());
      case CRASH_PROCESSOR -> crashProcessor();
      case EQUIVOCATE -> stage.approvers().equivocate();
      case FEED_RECEIVER -> feed();
      case SWALLOW -> stage.withEnd(this::swallow);
      case OFFER_CARELESSLY -> stage.withEnd(stage.careless()::offer);
      case ANSWER_CARELESSLY -> stage.withEnd(stage.careless()::answer);
      case SEAL_CARELESSLY -> stage.withEnd(stage.careless()::seal);
      case REPLAY -> stage.adversary().replay();
      case FORGE -> stage.adversary().forge();
      case INJECT -> stage.adversary().inject();
    }
  }

  private void open() {
    stage.with(
        stage.anyPeer(),
        peer -> {
          long open = peer.ends().stream().filter(end -> !end.isOver()).count();
          if (open < scene.setup().channels() && peer.isCaughtUp()) {
            peer.open(Cast.other(peer.identity()), Setup.policy(random()));
          }
        });
  }

  private boolean isHasty() {
    return scene.setup().profile().treacherous() && random().nextInt(8) == 0;
  }

  private void process() {
    Processor processor = scene.processor();
    int from = scene.log().size();
    processor.process(random().nextInt(1, 48));
    if (random().nextInt(4) != 0) {
      processor.commit(random().nextInt(6) == 0);
    }
    scene.tell(
        () -> "    log of %d records, %d published".formatted(from, processor.published().size()));
  }

  private void read() {
    stage.with(
        stage.anyPeer(),
        peer -> {
          peer.read(random().nextInt(1, 64));
          if (random().nextBoolean()) {
            peer.save();
          }
        });
  }

  private void rekey(End end) {
    if (end.initiative().mayOffer()) {
      Reason[] reasons = {Reason.ROUTINE, Reason.ROUTINE, Reason.SUSPICIOUS, Reason.COMPROMISE};
      Policy policy =
          random().nextInt(3) == 0
              ? Setup.policy(random())
              : end.reduction().governing(Objects.requireNonNull(end.reduction().current()));
      end.initiative().rekey(reasons[random().nextInt(reasons.length)], policy);
    }
  }

  private void bump(End end) {
    if (end.initiative().mayBump()) {
      end.initiative().bump();
    }
  }

  private void proposeTogether() {
    ChannelId channel = anyChannel();
    if (channel == null) {
      return;
    }
    int[] offers = {0};
    for (Peer peer : stage.peers()) {
      stage.with(
          peer,
          up -> {
            End end = up.end(channel);
            if (end != null && end.initiative().mayOffer()) {
              offers[0]++;
              if (end.initiative().mayBump() && random().nextBoolean()) {
                bump(end);
              } else {
                rekey(end);
              }
            }
          });
    }
    if (offers[0] == 2) {
      scene.tally().count(Fault.PROPOSED_AT_THE_SAME_TIME);
    }
  }

  private @Nullable ChannelId anyChannel() {
    List<ChannelId> channels = new ArrayList<>();
    for (Peer peer : stage.peers()) {
      peer.ends().stream().filter(end -> !end.isOver()).map(End::channel).forEach(channels::add);
    }
    return channels.isEmpty() ? null : channels.get(random().nextInt(channels.size()));
  }

  private void reopen(Peer peer) {
    if (peer.isUp()) {
      stage.with(
          peer,
          up -> {
            if (up.stop()) {
              stage.gone(up);
              scene.tell(() -> "    %s stops in good order".formatted(up.name()));
            }
          });
    }
  }

  private void elapse() {
    int drawn = random().nextInt(16);
    if (drawn < 6) {
      scene.log().elapse(random().nextLong(200));
    } else if (drawn < 11) {
      elapse(EPOCH_OVERLAP, Fault.EPOCH_OVERLAP_RAN_OUT);
    } else if (drawn < 14) {
      elapse(THROTTLE_SPAN, Fault.THROTTLE_SPAN_PASSED);
    } else {
      elapse(OPEN_TTL, Fault.OPEN_TTL_PASSED);
    }
  }

  /** Time passes to about {@code span} after the last offer or activation, or after now. */
  private void elapse(long span, Fault fault) {
    long now = scene.log().nextOffset();
    long from = now;
    List<End> ends = stage.anyPeer().ends().stream().toList();
    if (!ends.isEmpty()) {
      Reduction reduction = ends.get(random().nextInt(ends.size())).reduction();
      Offer pending = reduction.pending();
      from = pending == null ? reduction.activatedAt() : reduction.pendingAt();
      if (pending != null && reduction.epoch() == 0) {
        from = pending.anchor();
      }
    }
    // One offset goes to the record that shows the time.
    long offsets = from + span + random().nextLong(-3, 3) - now;
    scene.log().elapse(offsets < 0 ? span : offsets);
    scene.tally().count(fault);
    scene.tell(() -> "    the log goes on at offset %d".formatted(scene.log().nextOffset()));
  }

  private void crash(Peer peer) {
    if (peer.isUp()) {
      peer.crash();
      stage.gone(peer);
      scene.tally().count(Fault.PEER_CRASHED);
      scene.tell(() -> "    %s crashes".formatted(peer.name()));
    }
  }

  /** A peer that dies each time before anything it sealed has reached the log. */
  private void crashAgainAndAgain(Peer peer) {
    for (int i = random().nextInt(2, 6); i > 0; i--) {
      stage.with(peer, up -> up.read(Integer.MAX_VALUE));
      stage.with(peer, Peer::act);
      stage.with(
          peer, up -> up.ends().forEach(end -> stage.send(up, end, random().nextInt(1, 20))));
      stage.network().loseAll(peer);
      crash(peer);
    }
  }

  private void loseVault(Peer peer) {
    crash(peer);
    peer.loseVault();
    stage.gone(peer);
    scene.tally().count(Fault.VAULT_LOST);
    scene.tell(() -> "    %s loses its vault".formatted(peer.name()));
  }

  private void restoreVault(Peer peer) {
    if (peer.restoreVault()) {
      crash(peer);
      stage.gone(peer);
      scene.tally().count(Fault.VAULT_RESTORED_FROM_A_COPY);
      scene.tell(() -> "    %s gets its vault back from a copy".formatted(peer.name()));
    }
  }

  private void crashProcessor() {
    Processor processor = scene.processor();
    processor.process(random().nextInt(8));
    int back = random().nextBoolean() ? 0 : random().nextInt(1, 6);
    scene.tally().count(Fault.PROCESSOR_CRASHED);
    scene
        .tally()
        .count(
            back == 0
                ? Fault.RECOVERED_FROM_THE_LATEST_CHECKPOINT
                : Fault.RECOVERED_FROM_AN_OLDER_CHECKPOINT);
    scene.tell(() -> "    the processor recovers from %d commits back".formatted(back));
    processor.crash(back, random().nextLong());
  }

  private void feed() {
    Envelope junk = stage.adversary().junk();
    Peer peer = stage.anyPeer();
    if (junk != null && peer.isUp() && !scene.oracle().isSealed(junk)) {
      peer.feed(junk);
    }
  }

  private void swallow(Peer peer, End end) {
    for (int i = random().nextInt(1, 8); i > 0; i--) {
      stage.send(peer, end, 64);
      stage.network().swallow(peer);
    }
  }
}
