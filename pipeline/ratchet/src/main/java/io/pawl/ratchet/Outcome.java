package io.pawl.ratchet;

import java.util.List;

/**
 * All that follows from one record of the log.
 *
 * @param verdict what became of the record
 * @param events what the peers hear, in order
 * @param changes what of the partition's state it changed, beyond counters that are derived
 */
public record Outcome(Verdict verdict, List<Event> events, List<Change> changes) {
  /** A channel whose checkpoint the record made out of date. */
  public sealed interface Change {
    /** The channel concerned. */
    ChannelId channel();

    /** Windows, counts or advisories moved: the next position fact may come later. */
    record Position(ChannelId channel) implements Change {}

    /** A transition moved: descriptor and position are due in the record's own transaction. */
    record Descriptor(ChannelId channel) implements Change {}

    /** The channel was closed or forgotten. */
    record Gone(ChannelId channel) implements Change {}
  }
}
