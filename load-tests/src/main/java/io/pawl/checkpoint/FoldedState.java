package io.pawl.checkpoint;

import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.LogIdentity;
import java.util.function.BiConsumer;

/**
 * A partition of the checkpoints as the sink's code writes it, after a snapshot and once the
 * cleaner has been there: without the entries that the snapshot moved into pages. In the sink's
 * package, since its entries are nobody else's.
 */
public final class FoldedState {
  private final Codec codec;
  private final LogIdentity log;
  private final Entries entries;

  /** With nothing in it. */
  public FoldedState(Codec codec, LogIdentity log) {
    this.codec = codec;
    this.log = log;
    this.entries = new Entries(codec::encodeCheckpoint);
  }

  /** Folds a fact in. */
  public void fold(Fact fact) {
    entries.fold(FactHead.of(fact), codec.encodeFact(fact));
  }

  /** Moves into pages what was folded so far. */
  public void page() {
    entries.page(0, Long.MAX_VALUE);
  }

  /**
   * Hands over every record of the partition, the fold mark last.
   *
   * @param factsOffset that the mark names
   */
  public void write(long factsOffset, BiConsumer<byte[], byte[]> records) {
    entries
        .takeChanged()
        .forEach((key, value) -> {
          if (value != null) {
            records.accept(key.toBytes(), value);
          }
        });
    var mark = new Checkpoint.FoldMark(factsOffset, entries.count(), entries.sum(), log);
    records.accept(CheckpointKey.of(mark).toBytes(), codec.encodeCheckpoint(mark));
  }
}
