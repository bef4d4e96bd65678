package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Accepted;

/**
 * An end of a channel, and how far it has read its partition. While one reading takes the place of
 * another, both bring records for a moment: each is taken once, and in order.
 *
 * <p>An end without room is left behind, so that no other channel waits for it: the reading of the
 * partition passes its records by, and another brings them when there is room, until it has brought
 * all that were passed by.
 */
final class AttachedEnd {
  private static final long NOT_BEHIND = -1;

  /** The first reading that it takes records of. */
  private final int since;

  private volatile ChannelEnd end;

  /** The offset of the first record that it has not seen; -1 before any came. */
  private volatile long next;

  /** The offset after the last record that passed it by; {@link #NOT_BEHIND} if none does. */
  private long passed = NOT_BEHIND;

  private volatile boolean detached;

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

  /** Behind from the beginning: whatever there is from {@code next} on has passed it by. */
  static AttachedEnd behind(ChannelEnd end, long next) {
    var attached = new AttachedEnd(end, next, 0);
    attached.passedBy(next);
    return attached;
  }

  /** All below {@code offset} passes it by too. */
  synchronized void passedBy(long offset) {
    passed = Math.max(passed, offset);
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

  /** Nobody listens any more. */
  void detach() {
    detached = true;
  }

  boolean isDetached() {
    return detached;
  }

  /**
   * Whether it still takes the record at {@code offset}, from the partition's reading of that
   * number. If it is behind, that record has passed it by.
   */
  synchronized boolean wants(long offset, int reading) {
    if (detached || offset < next || reading < since) {
      return false;
    }
    if (passed != NOT_BEHIND) {
      passed = Math.max(passed, offset + 1);
      return false;
    }
    return true;
  }

  /** Takes a record that has room, unless another reading has brought it; whether it did. */
  synchronized boolean take(Accepted record, long offset, long logOffset, int reading) {
    if (!wants(offset, reading)) {
      return false;
    }
    take(record, offset, logOffset);
    return true;
  }

  private void take(Accepted record, long offset, long logOffset) {
    next = offset + 1;
    end.take(record, offset, logOffset);
  }

  /** Falls behind at a record that has no room; false if that was done with meanwhile. */
  synchronized boolean fallBehind(long offset, int reading) {
    if (!wants(offset, reading)) {
      return false;
    }
    next = offset;
    passed = offset + 1;
    // What was taken is handed on first: room may come of nothing else.
    settle();
    return true;
  }

  /** Whether records have passed it by that it was not brought. */
  synchronized boolean isBehind() {
    return passed != NOT_BEHIND;
  }

  /** How far it has to be brought: the offset after the last record that passed it by. */
  synchronized long behindUntil() {
    return passed;
  }

  /** Brings a record that passed it by, if anybody listens; false if there is no room. */
  synchronized boolean catchUp(Accepted record, long offset, long logOffset) {
    if (detached) {
      return true;
    }
    if (!end.hasRoom(record)) {
      return false;
    }
    take(record, offset, logOffset);
    return true;
  }

  /**
   * All of its records below {@code offset} were brought. True if none passed it by after that: the
   * reading of the partition brings the next one again.
   */
  synchronized boolean rejoin(long offset) {
    next = Math.max(next, offset);
    settle();
    if (passed > next) {
      return false;
    }
    passed = NOT_BEHIND;
    return true;
  }

  /** What was taken is all there is up to where it has come. */
  synchronized void settle() {
    end.settle(next);
  }
}
