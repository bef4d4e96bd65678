package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.codec.Accepted;

/** What a channel's feed gives, in the order of the accepted records. */
public sealed interface FeedEntry {
  /** The offset of accepted records that whoever has this has come to. */
  long offset();

  /**
   * A record of the channel.
   *
   * @param offset in the partition of accepted records
   * @param logOffset where it stands in the log; -1 for what the processor tells
   * @param accepted what it is; nothing of it was checked here
   * @param value its bytes, in the schema of this version
   */
  record Found(long offset, long logOffset, Accepted accepted, Bytes value) implements FeedEntry {}

  /** There is nothing else of the channel up to {@code offset}, which is in the past. */
  record Reached(long offset) implements FeedEntry {}
}
