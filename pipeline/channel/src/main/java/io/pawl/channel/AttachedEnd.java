package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Accepted;

/**
 * An end of a channel, and how far it has read its partition. While one reading takes the place of
 * another, both bring records for a moment: each is taken once, and in order.
 */
final class AttachedEnd {
  /** The first reading that it takes records of. */
  private final int since;

  private volatile ChannelEnd end;

  /** The offset of the first record that it has not seen; -1 before any came. */
  private volatile long next;

  /** Takes records of every reading, from wherever that is. */
  AttachedEnd(ChannelEnd end) {
    this(end, -1, 0);
  }

  /**
   * @param next offset of the first record that it takes
   * @param since number of the first reading that it takes records of
   */
  AttachedEnd(ChannelEnd end, long next, int since) {
    this.end = end;
    this.next = next;
    this.since = since;
  }

  ChannelId channel() {
    return end.channel();
  }

  ChannelEnd end() {
    return end;
  }

  boolean is(ChannelEnd other) {
    return end.equals(other);
  }

  void replace(ChannelEnd other) {
    end = other;
  }

  /** The offset of the first record that it has not seen; -1 before any came. */
  long next() {
    return next;
  }

  /** Whether it still takes the record at {@code offset}, from the reading of that number. */
  boolean wants(long offset, int reading) {
    return offset >= next && reading >= since;
  }

  /** Takes a record that has room, unless another reading has brought it; whether it did. */
  synchronized boolean take(Accepted record, long offset, long logOffset, int reading) {
    if (!wants(offset, reading)) {
      return false;
    }
    next = offset + 1;
    end.take(record, offset, logOffset);
    return true;
  }

  /** What was taken is all there is up to where it has come. */
  synchronized void settle() {
    end.settle(next);
  }
}
