package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state that a replay begins with. A snapshot's barrier lies before what its entries tell: each
 * channel's records up to there are not replayed, since its state in between is not known.
 *
 * <p>One thing goes unseen: a pending OPEN that was forgotten between barrier and snapshot and
 * offered again since is taken for new at the barrier.
 */
final class Baseline {
  /** Of a channel that is not known at all: one whose position was lost. */
  private static final long NEVER = Long.MAX_VALUE;

  private final long from;
  private final long factsFrom;
  private final Partition channels;

  /** By channel: the last offset at which its state is not known. */
  private final Map<ChannelId, Long> unknownUntil = new HashMap<>();

  /** The same for channels that nothing tells of. */
  private final long othersUntil;

  private Baseline(long from, long factsFrom, Partition channels, long othersUntil) {
    this.from = from;
    this.factsFrom = factsFrom;
    this.channels = channels;
    this.othersUntil = othersUntil;
  }

  /**
   * The beginning of a log that has all its records.
   *
   * @param channels an empty partition
   */
  static Baseline empty(Partition channels) {
    return new Baseline(0, 0, channels, -1);
  }

  /**
   * The last snapshot.
   *
   * @param channels an empty partition
   * @param from offset of the log where the replay begins
   */
  static Baseline snapshot(
      CheckpointedState checkpoints,
      long from,
      long factsFrom,
      Partition channels,
      PatientDecoder decoder) {
    // Pages of the next snapshot may have let go of channels that were forgotten since this one.
    long others = checkpoints.paging() ? checkpoints.barrier() - 1 : -1;
    Baseline baseline = new Baseline(from, factsFrom, channels, others);
    checkpoints
        .newest()
        .forEach((id, newest) -> {
          ToldChannel paged = checkpoints.paged(id);
          if (paged != null) {
            baseline.restore(id, paged, decoder);
          } else if (checkpoints.mayOverflow(id) || newest.value(Kind.FORGOTTEN) != null) {
            baseline.restore(id, newest, decoder);
          } else {
            baseline.unknownUntil.put(id, -1L); // It is newer than the snapshot.
          }
        });
    return baseline;
  }

  private void restore(ChannelId id, ToldChannel told, PatientDecoder decoder) {
    byte @Nullable [] descriptor = told.value(Kind.DESCRIPTOR);
    byte @Nullable [] position = told.value(Kind.POSITION);
    if (told.value(Kind.CLOSED) != null) {
      channels.restore(new Snapshot.Closed(id, told.endedAt()));
    } else if (descriptor != null && position != null) {
      channels.restore(live(id, descriptor, position, decoder));
    } else if (told.value(Kind.FORGOTTEN) == null) {
      unknownUntil.put(id, NEVER);
      return;
    }
    unknownUntil.put(id, Math.max(told.covered(), told.endedAt()));
  }

  private static Snapshot.Live live(
      ChannelId id, byte[] descriptor, byte[] position, PatientDecoder decoder) {
    if (decoder.fact(descriptor) instanceof Decoded.Value<Fact>(Fact.Descriptor first)
        && decoder.fact(position) instanceof Decoded.Value<Fact>(Fact.Position second)) {
      ChannelDescriptor described = first.descriptor();
      ChannelPosition placed = second.position();
      if (described.epoch() == placed.epoch()) {
        return new Snapshot.Live(described, placed);
      }
    }
    throw new LaneStopped(
        StopReason.CHECKPOINTS_DAMAGED,
        "the checkpoints of channel " + id + " do not decode, or are of two epochs");
  }

  /** Offset of the first record to replay. */
  long from() {
    return from;
  }

  /** Offset of the first fact that is not in this state. */
  long factsFrom() {
    return factsFrom;
  }

  /** The state, which the replay takes over. */
  Partition channels() {
    return channels;
  }

  /** Whether the channel's state right after the record at {@code offset} is not known. */
  boolean isUnknown(ChannelId channel, long offset) {
    Long until = unknownUntil.get(channel);
    return offset <= (until == null ? othersUntil : until);
  }
}
