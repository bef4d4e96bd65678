package io.pawl.load.chaos.traffic;

import io.pawl.load.traffic.Forgery;
import io.pawl.load.traffic.Pair;
import io.pawl.load.traffic.SharedLog;
import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.ratchet.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * A channel's traffic, step by step: mostly messages in both directions; some are lost, late or
 * repeated on the way; some records are an attacker's. Now and then an epoch begins, and in the end
 * the channel closes.
 */
final class Conversation {
  /** Of so many steps, the limits below tell how many do what. */
  private static final int STEPS = 10_000;

  private static final int LOST = 150;
  private static final int LATE = LOST + 250;
  private static final int VERY_LATE = LATE + 50;
  private static final int REPEATED = VERY_LATE + 300;
  private static final int ALTERED = REPEATED + 400;
  private static final int GARBLED = ALTERED + 300;
  private static final int FORGED = GARBLED + 80;
  private static final int REPEATED_HANDSHAKE = FORGED + 40;
  private static final int SILENT = REPEATED_HANDSHAKE + 5;
  private static final int REKEY = SILENT + 20;
  private static final int BUMP = REKEY + 20;
  private static final int CLOSE = BUMP + 2;

  /** Approvals for every REKEY. */
  private static final int REKEYS = 2 | 8;

  private static final int MAX_PAYLOAD_BYTES = 60;

  /** Steps by which a late message is overtaken: some within every window, some beyond it. */
  private static final int LATE_STEPS = 30;

  private static final int VERY_LATE_STEPS = 600;

  /** Steps from an offer to its answer. */
  private static final int ANSWER_STEPS = 8;

  /** Messages kept for repetitions. */
  private static final int REMEMBERED = 300;

  private record Held(Envelope envelope, long until) {}

  private final SplittableRandom random;
  private final SharedLog log;
  private final Forgery forgery;
  private final Pair pair;
  private final List<Envelope> sent = new ArrayList<>();
  private final PriorityQueue<Held> held =
      new PriorityQueue<>(Comparator.comparingLong(Held::until));
  private long step;
  private long answerAt;
  private boolean dead;

  Conversation(SplittableRandom random, Bytes processors, SharedLog log) {
    this.random = random;
    this.log = log;
    this.forgery = new Forgery(random, log);
    this.pair = Pair.open(random, this::policy, processors, log);
    send();
  }

  /** Short slots, so that they change often; one channel in eight has its rekeys approved. */
  private Policy policy(Bytes approver) {
    int window = 64;
    int slotMessages = window << random.nextInt(3);
    boolean approved = random.nextInt(8) == 0;
    return new Policy(
        slotMessages,
        8 << random.nextInt(4),
        window,
        64,
        2 + random.nextInt(3),
        3,
        8,
        approved ? 1 : 0,
        approved ? REKEYS : 0,
        approved ? List.of(approver) : List.of());
  }

  private Envelope seal(Direction direction) {
    byte[] payload = new byte[random.nextInt(MAX_PAYLOAD_BYTES)];
    random.nextBytes(payload);
    return pair.seal(direction, payload);
  }

  boolean over() {
    return pair.closed();
  }

  void step() {
    step++;
    while (!held.isEmpty() && held.peek().until() <= step) {
      write(held.remove().envelope());
    }
    if (pair.isOffering()) {
      if (step >= answerAt) {
        pair.answer();
      }
    } else if (dead) {
      dead = false;
      offer(Kind.REKEY, reason());
    }
    move(random.nextInt(STEPS));
  }

  private void move(int chance) {
    if (chance < LOST) {
      seal(direction());
    } else if (chance < LATE) {
      hold(LATE_STEPS);
    } else if (chance < VERY_LATE) {
      hold(VERY_LATE_STEPS);
    } else if (chance < REPEATED) {
      write(any());
    } else if (chance < ALTERED) {
      forgery.alterEnvelope(any());
    } else if (chance < GARBLED) {
      forgery.garble(any());
    } else if (chance < FORGED) {
      forgery.forgeTransition(pair.offer(), pair.lastAnswer());
    } else if (chance < REPEATED_HANDSHAKE) {
      log.write(random.nextBoolean() ? pair.offer() : pair.lastAnswer());
    } else if (chance < SILENT) {
      loseMany();
    } else if (chance < REKEY) {
      offer(Kind.REKEY, reason());
    } else if (chance < BUMP) {
      offer(Kind.BUMP, Reason.ROUTINE);
    } else if (chance < CLOSE) {
      pair.close();
      write(any());
    } else {
      send();
    }
  }

  private Direction direction() {
    return Direction.of(random.nextInt(2));
  }

  private Reason reason() {
    return switch (random.nextInt(8)) {
      case 0 -> Reason.COMPROMISE;
      case 1 -> Reason.SUSPICIOUS;
      default -> Reason.ROUTINE;
    };
  }

  private void send() {
    Envelope envelope = seal(direction());
    if (sent.size() < REMEMBERED) {
      sent.add(envelope);
    } else {
      sent.set(random.nextInt(REMEMBERED), envelope);
    }
    write(envelope);
  }

  private Envelope any() {
    return sent.get(random.nextInt(sent.size()));
  }

  private void write(Envelope envelope) {
    Outcome outcome = log.write(envelope);
    if (outcome.verdict() instanceof Verdict.Refused(var code, Action action)
        && action == Action.REESTABLISH
        && envelope.epoch() == pair.offer().epoch()) {
      dead = true;
    }
  }

  private void hold(int steps) {
    held.add(new Held(seal(direction()), step + 1 + random.nextInt(steps)));
  }

  /** So many are lost that the next one is beyond the window, or slots beyond the last. */
  private void loseMany() {
    Direction silent = direction();
    int lost =
        random.nextBoolean()
            ? pair.currentPolicy().window() + 1
            : pair.currentPolicy().slotMessages() * (pair.currentPolicy().slotLookahead() + 1);
    for (int i = 0; i < lost; i++) {
      seal(silent);
    }
    write(seal(silent));
  }

  private void offer(Kind kind, Reason reason) {
    if (!pair.isOffering()) {
      pair.offer(kind, reason);
      answerAt = step + random.nextInt(ANSWER_STEPS);
    }
  }
}
