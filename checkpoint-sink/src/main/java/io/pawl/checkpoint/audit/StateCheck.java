package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.codec.Fact;
import org.jspecify.annotations.Nullable;

/** Holds what a fact or a checkpoint tells of a channel against the replayed state. */
final class StateCheck {
  private final Replay replay;
  private final Tally tally;

  StateCheck(Replay replay, Tally tally) {
    this.replay = replay;
    this.tally = tally;
  }

  /**
   * Looks at what is told of a channel, if its state is known there. The replay is right behind
   * that offset.
   *
   * @param source what tells it, for people
   * @return whether it could be looked at
   */
  boolean check(ChannelId channel, long asOf, Fact fact, String source) {
    if (replay.isUnknown(channel, asOf)) {
      return false;
    }
    Snapshot state = replay.at(channel, asOf);
    if (!holds(fact, state)) {
      String expected = expected(fact, state);
      String actual = Sketch.of(fact);
      tally.differs(
          asOf,
          channel,
          expected,
          source + ": " + actual + (expected.equals(actual) ? ", but not the same" : ""));
    }
    return true;
  }

  private static boolean holds(Fact fact, @Nullable Snapshot state) {
    return switch (fact) {
      case Fact.Descriptor(ChannelDescriptor told, long covered) ->
          state instanceof Snapshot.Live live && live.descriptor().equals(told);
      case Fact.Position(ChannelPosition told, long covered) ->
          state instanceof Snapshot.Live live && live.position().equals(told);
      case Fact.Closed(ChannelId channel, long closedAt) ->
          state instanceof Snapshot.Closed closed && closed.closedAt() == closedAt;
      case Fact.Forgotten any -> state == null;
      case Fact.SchemaSeen any -> throw ofNoChannel(fact);
      case Fact.Barrier any -> throw ofNoChannel(fact);
    };
  }

  /** The half of the state that the fact is about. */
  private static String expected(Fact fact, @Nullable Snapshot state) {
    if (state instanceof Snapshot.Live(ChannelDescriptor descriptor, ChannelPosition position)) {
      if (fact instanceof Fact.Descriptor) {
        return Sketch.of(new Fact.Descriptor(descriptor, 0));
      }
      if (fact instanceof Fact.Position) {
        return Sketch.of(new Fact.Position(position, 0));
      }
    }
    return Sketch.of(state);
  }

  private static IllegalArgumentException ofNoChannel(Fact fact) {
    return new IllegalArgumentException(fact + " is about no channel");
  }
}
