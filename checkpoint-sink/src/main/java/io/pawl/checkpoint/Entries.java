package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.codec.CheckpointKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live entries of one partition of the checkpoints topic, as far as a fold needs them: not
 * their values, but up to which offset of the log each holds, and how it counts in the sum.
 */
final class Entries {
  /**
   * A live entry.
   *
   * @param covered last offset of the log that it includes
   */
  private record Live(Bytes digest, long covered) {}

  private final Map<CheckpointKey, Live> live = new HashMap<>();
  private final EntrySum sum = new EntrySum();

  /** Whether the entry under {@code key} includes more of the log than up to {@code covered}. */
  boolean isNewer(CheckpointKey key, long covered) {
    @Nullable Live entry = live.get(key);
    return entry != null && entry.covered() > covered;
  }

  /** Puts an entry in place of what stood under its key. */
  void put(CheckpointKey key, byte[] value, long covered) {
    remove(key);
    Bytes digest = sum.digest(key.toBytes(), value);
    live.put(key, new Live(digest, covered));
    sum.add(digest);
  }

  /** Takes the entry under {@code key} away, and tells whether there was one. */
  boolean remove(CheckpointKey key) {
    @Nullable Live entry = live.remove(key);
    if (entry == null) {
      return false;
    }
    sum.remove(entry.digest());
    return true;
  }

  /** Number of live entries. */
  long count() {
    return sum.count();
  }

  /** Their sum, 32 bytes. */
  Bytes sum() {
    return sum.sum();
  }
}
