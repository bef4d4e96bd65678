package io.pawl.checkpoint.audit;

import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one record of the log did to its channel.
 *
 * @param time when the broker appended it
 * @param record null if it does not decode
 * @param verdict null where the channel's state is not known yet
 * @param events that follow from it, of this channel and of others
 * @param after the channel's state behind it; null if there is none, or it is not known
 */
public record Moment(
    long offset,
    Instant time,
    @Nullable LogRecord record,
    @Nullable Verdict verdict,
    List<Event> events,
    @Nullable Snapshot after) {
  /** Copies the list. */
  public Moment {
    events = List.copyOf(events);
  }
}
