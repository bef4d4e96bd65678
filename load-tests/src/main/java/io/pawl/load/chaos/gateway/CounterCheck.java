package io.pawl.load.chaos.gateway;

import io.pawl.load.outputs.TopicReading;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Position;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Reads the log for what must never be: two envelopes with one counter, and other bytes. */
final class CounterCheck {
  private final Codec codec;
  private final Map<Place, Integer> seen = new HashMap<>();
  private long envelopes;
  private long reused;

  /** What an envelope's key and nonce are derived from. */
  private record Place(ChannelId channel, Direction direction, Position position) {}

  CounterCheck(Codec codec) {
    this.codec = codec;
  }

  void read(TopicReading reading, String log, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      reading.read(log, partition, record -> take(record.value()));
    }
  }

  private void take(byte[] value) {
    if (codec.decodeLog(value) instanceof Decoded.Value<LogRecord>(Envelope envelope)) {
      envelopes++;
      Place place = new Place(envelope.channel(), envelope.direction(), envelope.position());
      Integer before = seen.put(place, Arrays.hashCode(value));
      // An envelope is retried as the same bytes.
      reused += before != null && before != Arrays.hashCode(value) ? 1 : 0;
    }
  }

  long envelopes() {
    return envelopes;
  }

  long reused() {
    return reused;
  }
}
