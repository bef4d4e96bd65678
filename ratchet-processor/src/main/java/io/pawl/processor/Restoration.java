package io.pawl.processor;

import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.CheckpointKey.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts channels back as facts tell of them. */
final class Restoration {
  private static final Logger logger = LoggerFactory.getLogger(Restoration.class);

  private final ReplayRange range;
  private final RestoredState state;
  private final RecoveryMetrics metrics;

  /** Up to where the state of a channel is known, of those known into the replay. */
  private final Map<ChannelId, Long> known = new HashMap<>();

  private final List<ChannelId> missing = new ArrayList<>();

  Restoration(ReplayRange range, RestoredState state, RecoveryMetrics metrics) {
    this.range = range;
    this.state = state;
    this.metrics = metrics;
  }

  /**
   * Puts a channel back.
   *
   * @throws LaneStopped if what is told of it does not go together
   */
  void restore(ChannelId id, RestoredChannel channel) {
    check(id, channel);
    long until = knownUntil(id, channel);
    if (until >= range.from()) {
      known.put(id, until);
    }
  }

  private void check(ChannelId id, RestoredChannel channel) {
    long told = Math.max(channel.described(), channel.known());
    if (told >= range.to()) {
      throw new LaneStopped(
          StopReason.POSITION_BEYOND_OFFSET,
          "channel %s is known up to offset %d, but the committed offset is %d: it was set back"
              .formatted(id, told, range.to()));
    }
    if (channel.covered() >= 0 && channel.described() > channel.covered()) {
      throw new LaneStopped(
          StopReason.DESCRIPTOR_BEYOND_POSITION,
          ("channel %s is described up to offset %d, but its position is of offset %d: they are"
                  + " written together, so the position's fact was lost")
              .formatted(id, channel.described(), channel.covered()));
    }
  }

  /** Puts a channel back, and returns up to where a replay must leave it alone. */
  private long knownUntil(ChannelId id, RestoredChannel channel) {
    if (channel.value(Kind.CLOSED) != null) {
      state.channels().restore(new Snapshot.Closed(id, channel.endedAt()));
    } else if (channel.isUndescribed()) {
      logger.warn("channel {} has a position, but nothing describes it: it is left out", id);
      metrics.undescribed();
    } else if (channel.isWithoutPosition()) {
      restoreMissing(id, channel.descriptor());
      // Nobody knows what was accepted since: a replay could only guess.
      return range.to() - 1;
    } else if (channel.opening()) {
      state.restore(channel.wake());
    } else if (channel.value(Kind.FORGOTTEN) == null) {
      state.restore(id, channel);
    }
    return channel.known();
  }

  private void restoreMissing(ChannelId id, ChannelDescriptor descriptor) {
    logger.warn("CHECKPOINT_MISSING: channel {} has no position, so its peers must rekey", id);
    metrics.missing();
    missing.add(id);
    state.restore(new Snapshot.Live(descriptor, ChannelPosition.missing(descriptor)));
  }

  /** Whether all that the record at {@code offset} did to its channel is in the state already. */
  boolean includes(ChannelId channel, long offset) {
    Long until = known.get(channel);
    return until != null && offset <= until;
  }

  /** Channels whose position was lost. */
  List<ChannelId> missing() {
    return missing;
  }
}
