package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import java.util.List;

/** A record of the topic of checkpoints: the latest fact of a kind, or what the sink adds. */
public sealed interface Checkpoint
    permits Fact, Checkpoint.Page, Checkpoint.FoldMark, Checkpoint.PartitionSnapshot {
  /**
   * The entries of many channels in one record: the channels whose ids begin with the same bits.
   *
   * @param number those bits
   * @param entries the values of the entries, as they would stand alone
   */
  record Page(int number, List<Bytes> entries) implements Checkpoint {
    private static final int BITS = 10;

    /** Pages of a partition. */
    public static final int COUNT = 1 << BITS;

    /** Copies the list. */
    public Page {
      entries = List.copyOf(entries);
    }

    /** The number of the page that {@code channel} belongs to. */
    public static int of(ChannelId channel) {
      return (int) (channel.high() >>> (Long.SIZE - BITS));
    }
  }

  /**
   * What the checkpoints of a partition hold: a reader that comes to the same count and sum has
   * read them all.
   *
   * @param factsOffset of the first fact that is not folded in
   * @param count live entries, without fold marks and snapshots
   * @param sum 32 bytes: the sum, modulo 2<sup>256</sup>, of the SHA-256 over key and value of each
   *     live entry, without fold marks and snapshots; the key's length comes first, as 32 bits
   */
  record FoldMark(long factsOffset, long count, Bytes sum, LogIdentity log) implements Checkpoint {}

  /**
   * A boundary behind which log and facts may be truncated.
   *
   * @param mark the fold mark of that moment
   * @param barrier where a recovery from here begins to replay the log
   */
  record PartitionSnapshot(FoldMark mark, long barrier) implements Checkpoint {}
}
