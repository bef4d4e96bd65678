package io.pawl.stream.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.LaneStopped;
import io.pawl.stream.StopReason;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.FactHead;
import io.pawl.stream.codec.PatientDecoder;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live entries of one partition of the checkpoints, which agree with its last fold mark.
 *
 * @param values by key, as they stand in the topic, without mark and snapshot
 * @param mark null if nothing was ever folded
 * @param snapshot null if none was taken yet
 * @param snapshotAt when it was written; null without one
 * @param paging whether pages were written after the snapshot: another one is under way
 * @param records read to know all this, with those that are not live any more
 */
public record LiveEntries(
    Map<CheckpointKey, byte[]> values,
    Checkpoint.@Nullable FoldMark mark,
    Checkpoint.@Nullable PartitionSnapshot snapshot,
    @Nullable Instant snapshotAt,
    boolean paging,
    long records) {

  /**
   * Hands every fact over that stands in a page or alone, in no order, and lets go of it.
   *
   * @throws LaneStopped if one does not decode
   */
  public void drain(PatientDecoder decoder, FactTaker taker) {
    Iterator<Map.Entry<CheckpointKey, byte[]>> rest = values.entrySet().iterator();
    while (rest.hasNext()) {
      Map.Entry<CheckpointKey, byte[]> entry = rest.next();
      if (entry.getKey().kind() == Kind.PAGE) {
        for (Bytes fact : page(decoder, entry.getValue()).entries()) {
          // A copy: one channel must not keep the page of all its neighbours in memory.
          hand(decoder, fact.toArray(), false, taker);
        }
      } else {
        hand(decoder, entry.getValue(), true, taker);
      }
      rest.remove();
    }
  }

  private static Checkpoint.Page page(PatientDecoder decoder, byte[] value) {
    if (decoder.checkpoint(value) instanceof Decoded.Value<Checkpoint>(Checkpoint.Page page)) {
      return page;
    }
    throw damaged("a page");
  }

  private static void hand(PatientDecoder decoder, byte[] value, boolean single, FactTaker taker) {
    if (decoder.head(value) instanceof Decoded.Value<FactHead>(FactHead head)) {
      taker.take(head, value, single);
    } else {
      throw damaged("an entry");
    }
  }

  private static LaneStopped damaged(String what) {
    return new LaneStopped(
        StopReason.CHECKPOINTS_DAMAGED,
        what + " of the checkpoints does not decode: damaged, or written by a newer version");
  }
}
