package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counters that were used twice: two envelopes with one place and other bytes. */
final class Reuse {
  private Reuse() {}

  private record Place(ChannelId channel, Direction direction, Position position) {}

  /** The second of each two. */
  static List<Envelope> in(List<Envelope> log) {
    Map<Place, Envelope> seen = new HashMap<>();
    List<Envelope> reused = new ArrayList<>();
    for (Envelope envelope : log) {
      var place = new Place(envelope.channel(), envelope.direction(), envelope.position());
      Envelope before = seen.putIfAbsent(place, envelope);
      if (before != null && !before.equals(envelope)) {
        reused.add(envelope);
      }
    }
    return reused;
  }
}
