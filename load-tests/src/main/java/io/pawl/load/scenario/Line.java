package io.pawl.load.scenario;

import io.pawl.load.traffic.Forgery;
import io.pawl.load.traffic.Pair;
import io.pawl.load.traffic.SharedLog;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.DrawnChannel;
import io.pawl.ratchet.Envelope;
import java.util.ArrayDeque;
import java.util.Deque;

/** A channel with its traffic: what its peers send next, and what is on its way. */
abstract sealed class Line {
  /** A message that is to be written once its direction has sent so many. */
  private record Held(Envelope envelope, int direction, long after) {}

  private final Deque<Held> held = new ArrayDeque<>();
  private final long[] sent = new long[2];

  /** Between two peers who opened it. */
  static final class Opened extends Line {
    private final Pair pair;

    Opened(Pair pair) {
      this.pair = pair;
    }

    @Override
    ChannelId channel() {
      return pair.channel();
    }

    @Override
    Envelope seal(Direction direction, byte[] payload) {
      return pair.seal(direction, payload);
    }

    @Override
    void resume() {
      pair.resume();
    }

    @Override
    void close() {
      pair.close();
    }

    @Override
    void forgeTransition(Forgery forgery, Envelope last) {
      forgery.forgeTransition(pair.offer(), pair.lastAnswer());
    }
  }

  /** One that was drawn, and so has neither peers that open nor keys that sign. */
  static final class Drawn extends Line {
    private final DrawnChannel channel;

    Drawn(DrawnChannel channel) {
      this.channel = channel;
    }

    @Override
    ChannelId channel() {
      return channel.live().channel();
    }

    @Override
    Envelope seal(Direction direction, byte[] payload) {
      return channel.next(direction, payload.length);
    }

    @Override
    void resume() {
      // Its peers have no claims to come back to.
    }

    @Override
    void close() {
      // Nobody has a key to sign that with: it stays open, and silent.
    }

    @Override
    void forgeTransition(Forgery forgery, Envelope last) {
      forgery.alterEnvelope(last);
    }
  }

  abstract ChannelId channel();

  /** The next envelope of a direction, which is not written yet. */
  abstract Envelope seal(Direction direction, byte[] payload);

  /** Both peers come back as after a crash. */
  abstract void resume();

  /** One of the peers closes it, if it can. */
  abstract void close();

  /**
   * Writes a transition that no peer made, or something like it.
   *
   * @param last any envelope that was written
   */
  abstract void forgeTransition(Forgery forgery, Envelope last);

  /** Keeps an envelope back until its direction has sent {@code later} more. */
  void hold(Envelope envelope, int later) {
    int direction = envelope.direction().code();
    held.add(new Held(envelope, direction, sent[direction] + later));
  }

  /** Counts a message of a direction, and writes what has been kept back for it. */
  void sent(Direction direction, SharedLog log) {
    sent[direction.code()]++;
    held.removeIf(late -> {
      boolean due = sent[late.direction()] >= late.after();
      if (due) {
        var _ = log.write(late.envelope());
      }
      return due;
    });
  }

  /** Writes all that is kept back. */
  void flush(SharedLog log) {
    held.forEach(late -> {
      var _ = log.write(late.envelope());
    });
    held.clear();
  }
}
