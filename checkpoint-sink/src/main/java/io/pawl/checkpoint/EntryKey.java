package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;

/**
 * Keys of the checkpoints topic: a byte for the kind, then what it is of. Descriptors and positions
 * are entries of their own, so that what changes often stays tiny.
 */
final class EntryKey {
  private static final byte DESCRIPTOR = 'D';
  private static final byte POSITION = 'P';
  private static final byte CLOSED = 'C';
  private static final byte SCHEMA_SEEN = 'S';
  private static final byte BARRIER = 'B';
  private static final byte FOLD_MARK = 'F';

  private EntryKey() {}

  static Bytes descriptor(ChannelId channel) {
    return of(DESCRIPTOR, channel);
  }

  static Bytes position(ChannelId channel) {
    return of(POSITION, channel);
  }

  static Bytes closed(ChannelId channel) {
    return of(CLOSED, channel);
  }

  static Bytes schemaSeen(int schemaId) {
    return Bytes.wrap(
        new byte[] {
          SCHEMA_SEEN,
          (byte) (schemaId >>> 24),
          (byte) (schemaId >>> 16),
          (byte) (schemaId >>> 8),
          (byte) schemaId
        });
  }

  static Bytes barrier() {
    return Bytes.wrap(new byte[] {BARRIER});
  }

  static Bytes foldMark() {
    return Bytes.wrap(new byte[] {FOLD_MARK});
  }

  /** Whether the fold mark counts this entry: all do but the mark itself. */
  static boolean isCounted(Bytes key) {
    return key.length() > 0 && key.at(0) != FOLD_MARK;
  }

  private static Bytes of(byte kind, ChannelId channel) {
    byte[] key = new byte[1 + ChannelId.LENGTH];
    key[0] = kind;
    channel.copyTo(key, 1);
    return Bytes.wrap(key);
  }
}
