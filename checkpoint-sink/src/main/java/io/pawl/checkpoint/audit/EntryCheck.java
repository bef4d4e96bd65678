package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.checkpoint.ToldChannel;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.PatientDecoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Checks the newest checkpoints of each channel where the replay passes what they tell. */
final class EntryCheck {
  private record Entry(long asOf, ChannelId channel, Kind kind, ToldChannel told) {}

  private final PatientDecoder decoder;
  private final StateCheck states;
  private final Tally tally;
  private final List<Entry> entries = new ArrayList<>();
  private int at;

  EntryCheck(Start start, PatientDecoder decoder, StateCheck states, Tally tally) {
    this.decoder = decoder;
    this.states = states;
    this.tally = tally;
    long from = start.baseline().from();
    start
        .checkpoints()
        .newest()
        .forEach((id, told) -> {
          add(new Entry(told.described(), id, Kind.DESCRIPTOR, told), from, start.end());
          add(new Entry(told.covered(), id, Kind.POSITION, told), from, start.end());
          add(new Entry(told.endedAt(), id, Kind.CLOSED, told), from, start.end());
          add(new Entry(told.endedAt(), id, Kind.FORGOTTEN, told), from, start.end());
        });
    entries.sort(Comparator.comparingLong(Entry::asOf));
  }

  private void add(Entry entry, long from, long end) {
    boolean stands = entry.told().value(entry.kind()) != null;
    if (stands && entry.asOf() >= from && entry.asOf() < end) {
      entries.add(entry);
    }
  }

  /** The replay has taken all records before {@code next}, and none behind. */
  void settle(long next) {
    while (at < entries.size() && entries.get(at).asOf() < next) {
      Entry entry = entries.get(at++);
      if (decoder.fact(entry.told().value(entry.kind()))
          instanceof Decoded.Value<Fact>(Fact fact)) {
        if (states.check(entry.channel(), entry.asOf(), fact, "checkpoint")) {
          tally.checkpoint(entry.asOf());
        }
      } else {
        tally.differs(entry.asOf(), entry.channel(), "a checkpoint", "one that does not decode");
      }
    }
  }
}
