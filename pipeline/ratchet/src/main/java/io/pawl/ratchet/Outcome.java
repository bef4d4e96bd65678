package io.pawl.ratchet;

import java.util.List;

/**
 * All that follows from one record of the log.
 *
 * @param verdict what became of the record
 * @param change what of the record's own channel it put out of date
 * @param events what the peers hear, in order; mostly of the record's channel, but of another one
 *     when an OPEN was forgotten for it
 * @param forgotten channels, never the record's own, that left the partition's state with this
 *     record: pending OPENs and closed channels past their time, and OPENs pushed out. Expiry is
 *     worked off a few channels per record, so one may be named here some time after it is gone
 *     from every decision, and again after a restore. Its snapshot must outlive every replay that
 *     begins before this record: one that knows nothing of a Close would take an old OPEN that was
 *     written again, and the old answer to it, for new ones
 */
public record Outcome(
    Verdict verdict, Change change, List<Event> events, List<ChannelId> forgotten) {

  /** Which checkpoint of the record's channel no longer holds. */
  public enum Change {
    /** None. */
    NONE,
    /** {@link ChannelPosition} only: windows, counts, advisories. Its fact may come later. */
    POSITION,
    /** {@link ChannelDescriptor}, and the position with it: both facts are due at once. */
    DESCRIPTOR,
    /** The channel was closed: {@link Snapshot.Closed}. */
    CLOSED
  }
}
