package io.pawl.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.stream.codec.Accepted;
import org.junit.jupiter.api.Test;

class AttachedEndTest {
  private final Accepted record = new Accepted.Passed(Sample.of(1).offer());
  private final RoomyEnd end = new RoomyEnd();

  @Test
  void oneThatWasDetachedIsGivenNothingMore() {
    var attached = new AttachedEnd(end);
    assertThat(attached.take(record, 3, 5, 1)).isTrue();

    attached.detach();

    assertThat(attached.take(record, 4, 6, 1)).isFalse();
    assertThat(end.taken()).containsExactly(3L);
  }

  @Test
  void oneThatWasDetachedWhileItCaughtUpIsGivenNothingMore() {
    AttachedEnd attached = AttachedEnd.behind(end, 3);
    attached.passedBy(5);
    assertThat(attached.catchUp(record, 3, 5)).isTrue();

    attached.detach();

    assertThat(attached.catchUp(record, 4, 6)).isTrue();
    assertThat(end.taken()).containsExactly(3L);
  }
}
