package io.pawl.stream.codec;

import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import org.jspecify.annotations.Nullable;

/** A record of the topic of facts: what a lane must know again after it lost its memory. */
public sealed interface Fact extends Checkpoint {
  /** The channel that it is about; null if it is about the partition. */
  @Nullable ChannelId channel();

  /**
   * What transitions change.
   *
   * @param covered offset of the last log record that this state includes
   */
  record Descriptor(ChannelDescriptor descriptor, long covered) implements Fact {
    @Override
    public ChannelId channel() {
      return descriptor.channel();
    }
  }

  /**
   * What messages change.
   *
   * @param covered offset of the last log record that this state includes
   */
  record Position(ChannelPosition position, long covered) implements Fact {
    @Override
    public ChannelId channel() {
      return position.channel();
    }
  }

  /**
   * A channel is closed, and not yet forgotten.
   *
   * @param closedAt offset of the Close in the log
   */
  record Closed(ChannelId channel, long closedAt) implements Fact {}

  /**
   * Nothing is left of a channel: a pending OPEN that gave way.
   *
   * @param forgottenAt offset of the log record that it gave way to
   */
  record Forgotten(ChannelId channel, long forgottenAt) implements Fact {}

  /**
   * A schema id resolved for the first time. A replay refuses the id before that point, so that
   * what becomes of the registry later changes no decision.
   *
   * @param logOffset of the first record with that id
   */
  record SchemaSeen(int schemaId, long logOffset) implements Fact {
    @Override
    public @Nullable ChannelId channel() {
      return null;
    }
  }

  /**
   * All that log records before {@code logOffset} changed stands in facts before this one.
   *
   * @param logOffset where a recovery begins to replay the log
   */
  record Barrier(long logOffset, LogIdentity log) implements Fact {
    @Override
    public @Nullable ChannelId channel() {
      return null;
    }
  }
}
