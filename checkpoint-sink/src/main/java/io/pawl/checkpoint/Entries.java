package io.pawl.checkpoint;

import io.pawl.ratchet.Bytes;
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
   * @param next first offset of the log that it does not cover
   */
  private record Live(Bytes digest, long next) {}

  private final Map<Bytes, Live> live = new HashMap<>();
  private final EntrySum sum = new EntrySum();

  /** Whether the entry that stands under {@code key} covers more of the log than {@code next}. */
  boolean isNewer(Bytes key, long next) {
    @Nullable Live entry = live.get(key);
    return entry != null && entry.next() > next;
  }

  /** Puts an entry in place of what stood under its key. */
  void put(Bytes key, byte[] value, long next) {
    remove(key);
    Bytes digest = sum.digest(key, value);
    live.put(key, new Live(digest, next));
    sum.add(digest);
  }

  /** Takes the entry under {@code key} away, and tells whether there was one. */
  boolean remove(Bytes key) {
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
