package io.pawl.ratchet.simulation;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import java.util.ArrayList;
import java.util.List;

/** One partition of the log. Offsets grow, with gaps where other channels would stand. */
final class Log {
  private static final Bytes NO_TAG = Bytes.wrap(new byte[16]);

  private final List<Entry> entries = new ArrayList<>();
  private long nextOffset;

  Log(long firstOffset) {
    this.nextOffset = firstOffset;
  }

  Entry append(LogRecord record) {
    return append(Bytes.wrap(record.channel().toBytes()), record);
  }

  Entry append(Bytes key, LogRecord record) {
    Entry entry = new Entry(nextOffset++, key, record);
    entries.add(entry);
    return entry;
  }

  /** Lets that many records of other channels pass, and one more, which readers see. */
  void elapse(long offsets) {
    nextOffset += offsets;
    append(new Envelope(new ChannelId(0, 0), 1, Direction.INITIATOR, 0, 0, Bytes.EMPTY, NO_TAG));
  }

  long nextOffset() {
    return nextOffset;
  }

  Entry get(int index) {
    return entries.get(index);
  }

  int size() {
    return entries.size();
  }
}
