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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All who play, and what they do in each step. */
final class World {
  private static final int MAX_PAYLOAD = 130;
  private static final long EPOCH_OVERLAP = 100_000;
  private static final long THROTTLE_SPAN = 1_000_000;
  private static final long OPEN_TTL = 10_000_000;

  private final Scene scene;
  private final Peer alice;
  private final Peer bob;
  private final Approvers approvers;
  private final Adversary adversary;
  private final Network network;
  private final Careless careless;
  private final KeyRule keyRule;

  World(Setup setup, boolean traced) {
    scene = new Scene(setup, traced);
    alice = new Peer("alice", Cast.ALICE, scene);
    bob = new Peer("bob", Cast.BOB, scene);
    approvers = new Approvers(scene);
    adversary = new Adversary(scene);
    network = new Network(scene, adversary);
    careless = new Careless(scene);
    keyRule = new KeyRule(scene);
  }

  Scene scene() {
    return scene;
  }

  private SplittableRandom random() {
    return scene.random();
  }

  private Peer anyPeer() {
    return random().nextBoolean() ? alice : bob;
  }

  /** Does one step, then checks what must always hold. */
  void step(Step step) {
    scene.begin(step);
    scene.tell(() -> "%s %016x".formatted(step.move(), step.salt()));
    apply(step.move());
    check();
  }

  private void check() {
    for (Peer peer : List.of(alice, bob)) {
      if (peer.wasTouched()) {
        keyRule.check(peer);
      }
    }
  }

  private void apply(Move move) {
    switch (move) {
      case OPEN -> open();
      case PASS_ALL -> passAll();
      case SEND -> withEnd((peer, end) -> send(peer, end, random().nextInt(1, 40)));
      case TAKE_TURN -> with(anyPeer(), Peer::act);
      case DELIVER -> network.deliver(anyPeer(), random().nextInt(1, 24));
      case PROCESS -> process();
      case READ -> read();
      case APPROVE -> approvers.approve();
      case REKEY -> withEnd((peer, end) -> rekey(end));
      case BUMP -> withEnd((peer, end) -> bump(end));
      case PROPOSE_TOGETHER -> proposeTogether();
      case CLOSE -> withEnd((peer, end) -> end.close());
      case REOPEN_CLEANLY -> reopen(anyPeer());
      case ELAPSE -> elapse();
      case LOSE -> network.lose(anyPeer());
      case DUPLICATE -> network.duplicate(anyPeer());
      case DELAY -> network.delay(anyPeer());
      case REORDER -> network.reorder(anyPeer());
      case LOSE_ACKNOWLEDGEMENT -> network.loseAcknowledgement(anyPeer());
      case DELIVER_LATE -> network.deliverLate(anyPeer());
      case CRASH_PEER -> crash(anyPeer());
      case CRASH_PEER_AROUND_A_WRITE -> anyPeer().lightFuse(random().nextInt(8));
      case LOSE_VAULT -> loseVault(anyPeer());
      case COPY_VAULT -> anyPeer().copyVault();
      case RESTORE_VAULT -> restoreVault(anyPeer());
      case CRASH_PROCESSOR -> crashProcessor();
      case EQUIVOCATE -> approvers.equivocate();
      case FEED_RECEIVER -> feed();
      case SWALLOW -> withEnd(this::swallow);
      case OFFER_CARELESSLY -> withEnd(careless::offer);
      case ANSWER_CARELESSLY -> withEnd(careless::answer);
      case SEAL_CARELESSLY -> withEnd(careless::seal);
      case REPLAY -> adversary.replay();
      case FORGE -> adversary.forge();
      case INJECT -> adversary.inject();
    }
  }

  /** What a peer does with one of its channels. */
  private interface Doing {
    void with(Peer peer, End end);
  }

  /** Lets a peer do something, up or woken up for it, until it crashes. */
  private void with(Peer peer, Consumer<Peer> doing) {
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

  private void withEnd(Doing doing) {
    with(
        anyPeer(),
        peer -> {
          List<End> ends = peer.ends().stream().filter(end -> !end.isOver()).toList();
          if (!ends.isEmpty()) {
            doing.with(peer, ends.get(random().nextInt(ends.size())));
          }
        });
  }

  private void open() {
    with(
        anyPeer(),
        peer -> {
          long open = peer.ends().stream().filter(end -> !end.isOver()).count();
          if (open < scene.setup().channels() && peer.isCaughtUp()) {
            peer.open(Cast.other(peer.identity()), Setup.policy(random()));
          }
        });
  }

  private void send(Peer peer, End end, int count) {
    for (int i = 0; i < count && end.canSeal(); i++) {
      byte[] payload = new byte[random().nextInt(MAX_PAYLOAD)];
      random().nextBytes(payload);
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
  private void passAll() {
    passAll(scene.setup().profile().treacherous() && random().nextInt(8) == 0);
  }

  private void passAll(boolean hasty) {
    for (Peer peer : List.of(alice, bob)) {
      with(peer, up -> up.read(Integer.MAX_VALUE));
      if (hasty) {
        with(peer, up -> up.ends().forEach(end -> careless.answer(up, end)));
      }
      with(peer, Peer::act);
      network.deliver(peer, Integer.MAX_VALUE);
    }
    scene.processor().process(Integer.MAX_VALUE);
    scene.processor().commit(random().nextInt(6) == 0);
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
    with(
        anyPeer(),
        peer -> {
          peer.read(random().nextInt(1, 64));
          if (random().nextBoolean()) {
            peer.save();
          }
        });
  }

  private void rekey(End end) {
    if (end.mayOffer()) {
      Reason[] reasons = {Reason.ROUTINE, Reason.ROUTINE, Reason.SUSPICIOUS, Reason.COMPROMISE};
      Policy policy =
          random().nextInt(3) == 0
              ? Setup.policy(random())
              : end.reduction().governing(Objects.requireNonNull(end.reduction().current()));
      end.offer(end.rekey(reasons[random().nextInt(reasons.length)], policy));
    }
  }

  private void bump(End end) {
    if (end.mayBump()) {
      end.offer(end.bump());
    }
  }

  private void proposeTogether() {
    ChannelId channel = anyChannel();
    if (channel == null) {
      return;
    }
    int[] offers = {0};
    for (Peer peer : List.of(alice, bob)) {
      with(
          peer,
          up -> {
            End end = up.end(channel);
            if (end != null && end.mayOffer()) {
              offers[0]++;
              if (end.mayBump() && random().nextBoolean()) {
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
    for (Peer peer : List.of(alice, bob)) {
      peer.ends().stream().filter(end -> !end.isOver()).map(End::channel).forEach(channels::add);
    }
    return channels.isEmpty() ? null : channels.get(random().nextInt(channels.size()));
  }

  private void reopen(Peer peer) {
    if (peer.isUp()) {
      with(
          peer,
          up -> {
            if (up.stop()) {
              keyRule.forget(up);
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
    List<End> ends = anyPeer().ends().stream().toList();
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
      keyRule.forget(peer);
      scene.tally().count(Fault.PEER_CRASHED);
      scene.tell(() -> "    %s crashes".formatted(peer.name()));
    }
  }

  private void loseVault(Peer peer) {
    crash(peer);
    peer.loseVault();
    keyRule.forget(peer);
    scene.tally().count(Fault.VAULT_LOST);
    scene.tell(() -> "    %s loses its vault".formatted(peer.name()));
  }

  private void restoreVault(Peer peer) {
    if (peer.restoreVault()) {
      crash(peer);
      keyRule.forget(peer);
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
    Envelope junk = adversary.junk();
    Peer peer = anyPeer();
    if (junk != null && peer.isUp() && !scene.oracle().isSealed(junk)) {
      peer.feed(junk);
    }
  }

  private void swallow(Peer peer, End end) {
    for (int i = random().nextInt(1, 8); i > 0; i--) {
      send(peer, end, 64);
      network.swallow(peer);
    }
  }

  // ---- The end ----

  /** Lets everything that is under way arrive, and sees whether messages pass again. */
  void settle(long salt) {
    scene.begin(new Step(Move.PASS_ALL, salt));
    for (Peer peer : List.of(alice, bob)) {
      peer.putOutFuse();
    }
    calmDown();
    if (!exchange()) {
      // What the log had lost before shows only now, and asks for another epoch.
      calmDown();
      Check.HEALS.that(exchange(), () -> "messages are refused after everything settled");
    }
  }

  private void calmDown() {
    for (int round = 0; round < ROUNDS && !isHealed(); round++) {
      scene.tell(() -> "SETTLE");
      approvePending();
      passAll(false);
      if (round == ROUNDS / 2) {
        // By now only a throttle, or an offer that nobody can answer, keeps them from it.
        scene.log().elapse(THROTTLE_SPAN);
      }
      check();
    }
    for (Peer peer : List.of(alice, bob)) {
      for (End end : peer.ends()) {
        if (end.reduction().epoch() > 0 && !end.isOver()) {
          Check.HEALS.that(
              end.canSeal(),
              () -> "%s cannot send in epoch %d".formatted(peer.name(), end.reduction().epoch()));
          scene.tally().count(Sight.HEALED);
        }
      }
    }
  }

  private static final int ROUNDS = 16;

  private boolean isHealed() {
    for (Peer peer : List.of(alice, bob)) {
      if (!peer.isUp() || peer.hasUnread() || !peer.wire().isEmpty()) {
        return false;
      }
      for (End end : peer.ends()) {
        if (!end.isOver() && end.reduction().epoch() > 0 && !end.canSeal()) {
          return false;
        }
      }
    }
    return !scene.processor().hasWork();
  }

  private void approvePending() {
    for (End end : alice.ends()) {
      if (end.reduction().pending() != null
          && !end.reduction().governing(end.reduction().pending()).approvers().isEmpty()) {
        approvers.approveAll(end.reduction().pending());
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
    for (Peer peer : List.of(alice, bob)) {
      for (End end : peer.ends()) {
        if (end.canSeal()) {
          send(peer, end, 1);
          sent++;
        }
      }
      network.deliver(peer, Integer.MAX_VALUE);
    }
    scene.processor().process(Integer.MAX_VALUE);
    scene.processor().commit(true);
    for (Peer peer : List.of(alice, bob)) {
      with(peer, up -> up.read(Integer.MAX_VALUE));
    }
    int accepted = 0;
    for (int index = before; index < scene.log().size(); index++) {
      Entry entry = scene.log().get(index);
      accepted += entry.record() instanceof Envelope && entry.isAccepted() ? 1 : 0;
    }
    check();
    return accepted == sent;
  }
}
