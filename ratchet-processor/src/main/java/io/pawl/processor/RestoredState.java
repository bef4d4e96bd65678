package io.pawl.processor;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Snapshot;

/** All of a lane's state that a recovery rebuilds. */
record RestoredState(Partition channels, LaneFacts facts, Invitations invitations) {
  /** Puts a channel back, awake. */
  void restore(Snapshot.Live snapshot) {
    channels.restore(snapshot);
    if (snapshot.descriptor().current() == null) {
      invitations.restore(snapshot.channel(), snapshot.descriptor().responder());
    }
  }

  /** Puts a channel back that is open, and sleeps until a record names it. */
  void restore(ChannelId id, RestoredChannel channel) {
    channels.restore(id, channel);
  }
}
