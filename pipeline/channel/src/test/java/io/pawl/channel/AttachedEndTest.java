package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.Accepted;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachedEndTest {
  private final Accepted record = new Accepted.Passed(Sample.of(1).offer());
  private final Listener listener = new Listener();

  /** Has room for everything. */
  private static final class Listener implements ChannelEnd {
    private final List<Long> taken = new ArrayList<>();

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

  @Test
  void oneThatWasDetachedIsGivenNothingMore() {
    var attached = new AttachedEnd(listener);
    assertThat(attached.take(record, 3, 5, 1)).isTrue();

    attached.detach();

    assertThat(attached.take(record, 4, 6, 1)).isFalse();
    assertThat(listener.taken).containsExactly(3L);
  }

  @Test
  void oneThatWasDetachedWhileItCaughtUpIsGivenNothingMore() {
    AttachedEnd attached = AttachedEnd.behind(listener, 3);
    attached.passedBy(5);
    assertThat(attached.catchUp(record, 3, 5)).isTrue();

    attached.detach();

    assertThat(attached.catchUp(record, 4, 6)).isTrue();
    assertThat(listener.taken).containsExactly(3L);
  }
}
