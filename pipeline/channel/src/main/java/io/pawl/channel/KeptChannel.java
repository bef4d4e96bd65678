package io.pawl.channel;

import io.pawl.channel.Vault.Holding;
import io.pawl.ratchet.ChannelId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts that a vault keeps of one channel that has begun.
 *
 * @param offered our offer of the next epoch
 * @param answered the answer that the next epoch will begin with
 * @param waiting the accepted offer of the next epoch
 * @param fading earlier epochs that are still received in
 */
record KeptChannel(
    Holding.Begun begun,
    Holding.@Nullable Offered offered,
    Holding.@Nullable Answered answered,
    Holding.@Nullable Waiting waiting,
    List<Holding.Fading> fading) {

  ChannelId channel() {
    return begun.channel();
  }

  /** Those parts; null if no epoch of the channel has begun. */
  static @Nullable KeptChannel of(Collection<Holding> parts) {
    Holding.Begun begun = null;
    Holding.Offered offered = null;
    Holding.Answered answered = null;
    Holding.Waiting waiting = null;
    List<Holding.Fading> fading = new ArrayList<>();
    for (Holding part : parts) {
      switch (part) {
        case Holding.Begun found -> begun = found;
        case Holding.Offered found -> offered = found;
        case Holding.Answered found -> answered = found;
        case Holding.Waiting found -> waiting = found;
        case Holding.Fading found -> fading.add(found);
      }
    }
    return begun == null ? null : new KeptChannel(begun, offered, answered, waiting, fading);
  }
}
