package io.pawl.stream.codec;

import io.pawl.ratchet.Bytes;

/** A record of the topic of checkpoints: the latest fact of a kind, or what the sink adds. */
public sealed interface Checkpoint permits Fact, Checkpoint.FoldMark, Checkpoint.PartitionSnapshot {
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
