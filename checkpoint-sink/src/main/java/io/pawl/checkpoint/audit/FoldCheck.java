package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.Fact;
import java.util.HashMap;
import java.util.Map;

/** Checks that what the sink has folded is in its checkpoints: that, or something newer. */
final class FoldCheck {
  private final CheckpointedState checkpoints;
  private final Replay replay;
  private final Tally tally;

  /** Channels with folded facts and without any entry, and what the last of those facts covers. */
  private final Map<ChannelId, Long> absent = new HashMap<>();

  FoldCheck(CheckpointedState checkpoints, Replay replay, Tally tally) {
    this.checkpoints = checkpoints;
    this.replay = replay;
    this.tally = tally;
  }

  /**
   * Looks at the entries of a channel that a fact is about.
   *
   * @param factOffset where the fact stands in its topic
   */
  void check(ChannelId channel, long asOf, Fact fact, long factOffset) {
    if (factOffset >= checkpoints.factsOffset()) {
      return;
    }
    ToldChannel entries = checkpoints.newest().get(channel);
    if (entries == null) {
      absent.put(channel, asOf);
      return;
    }
    long folded =
        switch (fact) {
          case Fact.Descriptor any -> Math.max(entries.described(), entries.endedAt());
          case Fact.Position any -> Math.max(entries.covered(), entries.endedAt());
          default -> Math.max(entries.described(), entries.endedAt());
        };
    if (folded < asOf) {
      tally.differs(
          asOf,
          channel,
          "a checkpoint of this offset or a later one",
          folded < 0 ? "no checkpoint" : "a checkpoint of offset " + folded);
    }
  }

  /** All facts are read: channels without entries must be gone. */
  void finish(long end) {
    absent.forEach((channel, asOf) -> {
      if (!replay.isUnknown(channel, end - 1) && replay.at(channel, end - 1) != null) {
        tally.differs(asOf, channel, "a checkpoint", "no checkpoint");
      }
    });
  }
}
