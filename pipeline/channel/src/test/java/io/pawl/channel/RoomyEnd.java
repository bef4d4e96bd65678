package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Accepted;
import java.util.ArrayList;
import java.util.List;

/** An end that has room for everything, and notes the offsets of what it was given. */
final class RoomyEnd implements ChannelEnd {
  private final List<Long> taken = new ArrayList<>();

  List<Long> taken() {
    return taken;
  }

  @Override
  public ChannelId channel() {
    return new ChannelId(1, 2);
  }

  @Override
  public boolean hasRoom(Accepted record) {
    return true;
  }

  @Override
  public void whenRoom(Runnable goOn) {
    goOn.run();
  }

  @Override
  public void take(Accepted record, long offset, long logOffset) {
    taken.add(offset);
  }

  @Override
  public void settle(long next) {}

  @Override
  public void unreadable(Throwable cause) {}
}
