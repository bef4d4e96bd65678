package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Accepted;

/**
 * One peer's end of one channel, as the intake of its partition sees it. All calls come one after
 * the other, in the order of the accepted records.
 */
interface ChannelEnd {
  /** The channel. */
  ChannelId channel();

  /** Whether this record can be taken now. */
  boolean hasRoom(Accepted record);

  /** Runs {@code goOn} once, when a record that had no room is to be offered again. */
  void whenRoom(Runnable goOn);

  /**
   * Takes a record that has room.
   *
   * @param offset in the partition of accepted records
   * @param logOffset where the record stands in the log; -1 for what the processor tells
   */
  void take(Accepted record, long offset, long logOffset);

  /** What was taken is all there is below offset {@code next}, for now. */
  void settle(long next);

  /** Nothing more can be read. */
  void unreadable(Throwable cause);
}
