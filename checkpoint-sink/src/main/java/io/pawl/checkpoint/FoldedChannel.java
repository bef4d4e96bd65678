package io.pawl.checkpoint;

import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.CheckpointKey.Kind;
import java.util.List;

/** A channel of the checkpoints: what was told of it, and what of that has an entry of its own. */
final class FoldedChannel extends ToldChannel {
  /** The kinds of entry that a channel may have. */
  static final List<Kind> KINDS =
      List.of(Kind.DESCRIPTOR, Kind.POSITION, Kind.CLOSED, Kind.FORGOTTEN);

  /** Those of them that may stand in a page. */
  static final List<Kind> PAGED = KINDS.subList(0, 3);

  /** A bit for each kind. */
  private byte single;

  /** Whether an entry of that kind stands under a key of its own. */
  boolean isSingle(Kind kind) {
    return (single & (1 << KINDS.indexOf(kind))) != 0;
  }

  void single(Kind kind, boolean stands) {
    int bit = 1 << KINDS.indexOf(kind);
    single = (byte) (stands ? single | bit : single & ~bit);
  }

  /** Bytes of what may stand in a page. */
  int pagedBytes() {
    int bytes = 0;
    for (Kind kind : PAGED) {
      byte[] value = value(kind);
      bytes += value == null ? 0 : value.length;
    }
    return bytes;
  }
}
