package io.pawl.compose.demo;

import io.pawl.ratchet.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log as the broker keeps it.
 *
 * @param key null where the record has none
 * @param value null in a tombstone
 */
public record LogEntry(Place place, @Nullable Bytes key, @Nullable Bytes value) {
  /** Views the arrays of a consumed record. */
  public static LogEntry of(
      int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {
    return new LogEntry(
        new Place(partition, offset),
        key == null ? null : Bytes.wrap(key),
        value == null ? null : Bytes.wrap(value));
  }
}
