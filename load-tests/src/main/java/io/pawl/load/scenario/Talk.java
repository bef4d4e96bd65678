package io.pawl.load.scenario;

import io.pawl.load.traffic.Forgery;
import io.pawl.load.traffic.Pair;
import io.pawl.load.traffic.SharedLog;
import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.DrawnChannel;
import io.pawl.ratchet.DrawnChannels;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario's channels send, message by message, in an order that only the seed decides. For
 * one thread.
 */
final class Talk {
  /**
   * By how many messages of its direction a late one is overtaken: half of the overlap, so that it
   * is accepted even if its slot ends meanwhile.
   */
  private static final int MOST_LATE = 32;

  /** Messages kept for attackers. */
  private static final int REMEMBERED = 4_096;

  /** The hot one. */
  private static final int HOT = 0;

  private final Scenario scenario;
  private final SplittableRandom random;
  private final Bytes processors;
  private final SharedLog log;
  private final Pen pen;
  private final Reception reception;
  private final Forgery forgery;
  private final @Nullable DrawnChannels drawn;
  private final @Nullable Line[] lines;
  private final List<Envelope> written = new ArrayList<>();
  private long messages;
  private long lost;

  /**
   * Opens no channel yet.
   *
   * @param processors the processors' public key
   * @param drawn where channels come from that were open before the log's first record; null if all
   *     are opened here
   */
  Talk(
      Scenario scenario,
      SplittableRandom random,
      Bytes processors,
      SharedLog log,
      Pen pen,
      Reception reception,
      @Nullable DrawnChannels drawn) {
    this.scenario = scenario;
    this.random = random;
    this.processors = processors;
    this.log = log;
    this.pen = pen;
    this.reception = reception;
    this.drawn = drawn;
    this.forgery = new Forgery(random, log);
    this.lines = new Line[scenario.channels()];
  }

  /** Opens channel {@code number}, unless it was drawn. */
  void open(int number) {
    if (drawn == null) {
      lines[number] = opened(System.nanoTime());
    }
  }

  /** Opens channels beside those of the scenario until each partition has one. */
  void openInEachPartition() {
    BitSet opened = new BitSet();
    while (opened.cardinality() < log.partitions()) {
      opened.set(log.home(opened(System.nanoTime()).channel()));
    }
  }

  private Line opened(long due) {
    pen.dip(due, false);
    Pair pair = Pair.open(random, approver -> Policy.DEFAULT, processors, log);
    reception.expect(pair);
    return new Line.Opened(pair);
  }

  private Line line(int number) {
    Line line = lines[number];
    if (line == null) {
      DrawnChannel channel = Objects.requireNonNull(drawn).at(number, log.partitions());
      log.restore(channel.live());
      line = new Line.Drawn(channel);
      lines[number] = line;
    }
    return line;
  }

  /** The next message, or what is in its place. */
  void next(long due) {
    int number = random.nextDouble() < scenario.hotChannel() ? HOT : random.nextInt(lines.length);
    Line line = line(number);
    // Nothing can be replayed or altered before something was written.
    Shares.Fate fate =
        written.isEmpty() ? Shares.Fate.WRITTEN : scenario.shares().fate(random.nextDouble());
    switch (fate) {
      case WRITTEN -> send(number, line, due);
      case LOST -> {
        lost++;
        var _ = seal(line);
      }
      case LATE -> line.hold(seal(line), 1 + random.nextInt(MOST_LATE));
      case LAST -> {
        send(number, line, due);
        replace(number, due);
      }
      case REPLAYED -> {
        pen.dip(due, false);
        var _ = log.write(any());
      }
      case ATTACKED -> {
        pen.dip(due, false);
        attack(line);
      }
    }
  }

  private Envelope any() {
    return written.get(random.nextInt(written.size()));
  }

  private Envelope seal(Line line) {
    byte[] payload = Reception.payload(messages++, scenario.size().draw(random));
    return line.seal(Direction.of(random.nextInt(2)), payload);
  }

  private void send(int number, Line line, long due) {
    Envelope envelope = seal(line);
    pen.dip(due, true);
    Verdict verdict = log.write(envelope).verdict();
    line.sent(envelope.direction(), log);
    remember(envelope);
    // Its direction is dead, and so is the channel for whoever does not rekey it.
    if (verdict instanceof Verdict.Refused(var _, Action action) && action == Action.REESTABLISH) {
      replace(number, due);
    }
  }

  private void remember(Envelope envelope) {
    if (written.size() < REMEMBERED) {
      written.add(envelope);
    } else {
      written.set(random.nextInt(REMEMBERED), envelope);
    }
  }

  private void attack(Line line) {
    switch (random.nextInt(8)) {
      case 0 -> line.forgeTransition(forgery, any());
      case 1, 2 -> forgery.garble(any());
      default -> forgery.alterEnvelope(any());
    }
  }

  private void replace(int number, long due) {
    Line old = line(number);
    pen.dip(due, true);
    old.flush(log);
    pen.dip(due, false);
    old.close();
    lines[number] = opened(due);
  }

  /** All peers come back at once, as after a crash. */
  void resumeAll() {
    pen.dip(System.nanoTime(), true);
    for (Line line : lines) {
      if (line != null) {
        line.flush(log);
        line.resume();
      }
    }
  }

  /** Writes what is still on its way. */
  void finish() {
    pen.dip(System.nanoTime(), true);
    for (Line line : lines) {
      if (line != null) {
        line.flush(log);
      }
    }
  }

  /** Messages that were sealed. */
  long messages() {
    return messages;
  }

  /** Those that were never written. */
  long lost() {
    return lost;
  }
}
