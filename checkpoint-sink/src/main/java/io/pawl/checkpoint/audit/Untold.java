package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The channels that the log changed and no fact has told of since, in the order of the first such
 * change: a barrier must not pass one.
 */
final class Untold {
  private final Map<ChannelId, Long> changes = new LinkedHashMap<>();
  private final Tally tally;

  Untold(Tally tally) {
    this.tally = tally;
  }

  void changed(ChannelId channel, long offset) {
    changes.putIfAbsent(channel, offset);
  }

  void told(ChannelId channel) {
    changes.remove(channel);
  }

  /** All that records before {@code barrier} changed has to be told by now. */
  void passed(long barrier) {
    var oldest = changes.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<ChannelId, Long> change = oldest.next();
      if (change.getValue() >= barrier) {
        return;
      }
      tally.differs(
          change.getValue(),
          change.getKey(),
          "a fact that tells this change before barrier " + barrier,
          "none");
      oldest.remove();
    }
  }
}
