package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.checkpoint.CheckpointReading;
import io.pawl.stream.checkpoint.LiveEntries;
import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.PatientDecoder;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What the checkpoints tell of a partition: the newest of each channel, and what its page alone
 * says. Pages are written by snapshots only, so a page is the state at the snapshot.
 */
final class CheckpointedState {
  /**
   * A page takes 512 KiB of entries. One that is at most half full had room for any channel, so a
   * channel that it does not have was not there when it was written.
   */
  private static final int HALF_PAGE_BYTES = 256 << 10;

  private final Map<ChannelId, ToldChannel> newest = new HashMap<>();
  private final Map<ChannelId, ToldChannel> paged = new HashMap<>();
  private final Map<Integer, Long> schemas = new HashMap<>();
  private final int[] pageBytes = new int[Checkpoint.Page.COUNT];
  private final boolean paging;
  private final Checkpoint.@Nullable PartitionSnapshot snapshot;
  private final Checkpoint.@Nullable FoldMark mark;
  private long barrier;

  private CheckpointedState(LiveEntries entries, PatientDecoder decoder) {
    this.paging = entries.paging();
    this.snapshot = entries.snapshot();
    this.mark = entries.mark();
    entries.drain(decoder, this::take);
  }

  /**
   * Reads a partition of the checkpoints.
   *
   * @throws io.pawl.stream.LaneStopped if its entries are damaged, not complete or of another log
   */
  static CheckpointedState read(
      PartitionReader reader,
      TopicPartition checkpoints,
      Codec codec,
      PatientDecoder decoder,
      LogIdentity log) {
    LiveEntries entries = new CheckpointReading(reader, checkpoints, codec, log, () -> {}).read();
    return new CheckpointedState(entries, decoder);
  }

  private void take(FactHead head, byte[] value, boolean single) {
    switch (head) {
      case FactHead.Descriptor(ChannelId channel, long covered, boolean opening) ->
          take(channel, head, value, single);
      case FactHead.Position(ChannelId channel, long covered) -> take(channel, head, value, single);
      case FactHead.Other(Fact.Closed closed) -> take(closed.channel(), head, value, single);
      case FactHead.Other(Fact.Forgotten gone) -> take(gone.channel(), head, value, single);
      case FactHead.Other(Fact.SchemaSeen(int id, long offset)) ->
          schemas.merge(id, offset, Math::min);
      case FactHead.Other(Fact.Barrier next) -> barrier = Math.max(barrier, next.logOffset());
      case FactHead.Other other -> throw new IllegalArgumentException("no entry: " + other);
    }
  }

  private void take(ChannelId channel, FactHead head, byte[] value, boolean single) {
    newest.computeIfAbsent(channel, any -> new ToldChannel()).tell(head, value);
    if (!single) {
      paged.computeIfAbsent(channel, any -> new ToldChannel()).tell(head, value);
      pageBytes[Checkpoint.Page.of(channel)] += value.length;
    }
  }

  /** The newest entries of each channel. */
  Map<ChannelId, ToldChannel> newest() {
    return newest;
  }

  /** What the channel's page says of it; null if nothing. */
  @Nullable ToldChannel paged(ChannelId channel) {
    return paged.get(channel);
  }

  /** Whether a channel that its page does not have may have been there all the same. */
  boolean mayOverflow(ChannelId channel) {
    return pageBytes[Checkpoint.Page.of(channel)] > HALF_PAGE_BYTES;
  }

  /** By schema id: the first record of the log that was decoded with it. */
  Map<Integer, Long> schemas() {
    return schemas;
  }

  /** Whether pages are newer than the snapshot. */
  boolean paging() {
    return paging;
  }

  /** The last complete snapshot; null if there is none. */
  Checkpoint.@Nullable PartitionSnapshot snapshot() {
    return snapshot;
  }

  /** Offset of the first fact that is not folded in. */
  long factsOffset() {
    return mark == null ? 0 : mark.factsOffset();
  }

  /** The newest barrier; 0 if there is none. */
  long barrier() {
    return barrier;
  }

  /** Whether nothing tells of a processor's work: a snapshot alone, taken before any, does not. */
  boolean isEmpty() {
    return newest.isEmpty() && schemas.isEmpty() && barrier == 0;
  }
}
