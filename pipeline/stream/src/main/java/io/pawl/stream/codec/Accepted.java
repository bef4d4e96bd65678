package io.pawl.stream.codec;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;

/** A record of the topic of accepted records. */
public sealed interface Accepted {
  /** The channel that it is about. */
  ChannelId channel();

  /** A record of the log that counted, in the bytes it came in. */
  record Passed(LogRecord record) implements Accepted {
    @Override
    public ChannelId channel() {
      return record.channel();
    }
  }

  /** What the processor tells the channel's peers. */
  record Told(Event event) implements Accepted {
    @Override
    public ChannelId channel() {
      return event.channel();
    }
  }
}
