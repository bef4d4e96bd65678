package io.pawl.stream.codec;

import io.pawl.ratchet.ChannelId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key of a checkpoint: a kind byte, then the channel id, or the number of a schema or page, or
 * nothing.
 *
 * @param channel of a channel's kinds, null otherwise
 * @param number of a schema or page, 0 otherwise
 */
public record CheckpointKey(Kind kind, @Nullable ChannelId channel, int number) {
  /** What an entry is. The codes are on disk: they never change. */
  public enum Kind {
    DESCRIPTOR(1),
    POSITION(2),
    CLOSED(3),
    SCHEMA_SEEN(4),
    BARRIER(5),
    FOLD_MARK(6),
    SNAPSHOT(7),
    FORGOTTEN(8),
    PAGE(9);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private boolean isOfChannel() {
      return this == DESCRIPTOR || this == POSITION || this == CLOSED || this == FORGOTTEN;
    }

    private boolean isNumbered() {
      return this == SCHEMA_SEEN || this == PAGE;
    }
  }

  private static final Kind[] KINDS = Kind.values();

  /** The key of a channel's entry; for tombstones, where there is no record to ask. */
  public static CheckpointKey of(Kind kind, ChannelId channel) {
    if (!kind.isOfChannel()) {
      throw new IllegalArgumentException("no channel has a " + kind);
    }
    return new CheckpointKey(kind, channel, 0);
  }

  /** The key of a page; for tombstones, where there is no record to ask. */
  public static CheckpointKey ofPage(int number) {
    return new CheckpointKey(Kind.PAGE, null, number);
  }

  /** The key that {@code checkpoint} stands under. */
  public static CheckpointKey of(Checkpoint checkpoint) {
    return switch (checkpoint) {
      case Fact.Descriptor descriptor -> of(Kind.DESCRIPTOR, descriptor.channel());
      case Fact.Position position -> of(Kind.POSITION, position.channel());
      case Fact.Closed closed -> of(Kind.CLOSED, closed.channel());
      case Fact.Forgotten forgotten -> of(Kind.FORGOTTEN, forgotten.channel());
      case Fact.SchemaSeen seen -> new CheckpointKey(Kind.SCHEMA_SEEN, null, seen.schemaId());
      case Fact.Barrier barrier -> new CheckpointKey(Kind.BARRIER, null, 0);
      case Checkpoint.Page page -> ofPage(page.number());
      case Checkpoint.FoldMark mark -> new CheckpointKey(Kind.FOLD_MARK, null, 0);
      case Checkpoint.PartitionSnapshot snapshot -> new CheckpointKey(Kind.SNAPSHOT, null, 0);
    };
  }

  /** Reads a key; empty if it is none. */
  public static Optional<CheckpointKey> read(byte @Nullable [] key) {
    if (key == null || key.length == 0 || key[0] < 1 || key[0] > KINDS.length) {
      return Optional.empty();
    }
    Kind kind = KINDS[key[0] - 1];
    if (kind.isOfChannel()) {
      return key.length == 1 + ChannelId.LENGTH
          ? Optional.of(new CheckpointKey(kind, ChannelId.read(key, 1), 0))
          : Optional.empty();
    }
    if (kind.isNumbered()) {
      return key.length == 5
          ? Optional.of(new CheckpointKey(kind, null, ByteBuffer.wrap(key).getInt(1)))
          : Optional.empty();
    }
    return key.length == 1 ? Optional.of(new CheckpointKey(kind, null, 0)) : Optional.empty();
  }

  /** The bytes of the key. */
  public byte[] toBytes() {
    if (channel != null) {
      byte[] bytes = new byte[1 + ChannelId.LENGTH];
      bytes[0] = (byte) kind.code;
      channel.copyTo(bytes, 1);
      return bytes;
    }
    return kind.isNumbered()
        ? ByteBuffer.allocate(5).put((byte) kind.code).putInt(number).array()
        : new byte[] {(byte) kind.code};
  }
}
