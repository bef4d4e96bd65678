package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import org.junit.jupiter.api.Test;

class DirtyChannelsTest {
  private static final ChannelId A = new ChannelId(1, 1);
  private static final ChannelId B = new ChannelId(2, 2);

  private final DirtyChannels dirty = new DirtyChannels();

  @Test
  void theBarrierIsTheNextOffsetWhileNothingIsDirty() {
    assertThat(dirty.barrier(42)).isEqualTo(42);
  }

  @Test
  void aChannelStaysDirtyFromTheFirstRecordThatChangedIt() {
    dirty.position(A, 10);
    dirty.position(B, 11);
    dirty.position(A, 12);

    assertThat(dirty.barrier(13)).isEqualTo(10);
    assertThat(dirty.takeBefore(11)).containsExactly(A);
    assertThat(dirty.barrier(13)).isEqualTo(11);
  }

  @Test
  void aDescriptorIsDueAtOnceAndTakesThePositionWithIt() {
    dirty.position(A, 10);
    dirty.position(B, 11);
    dirty.descriptor(A, 12);

    assertThat(dirty.takeDue()).containsExactly(A);
    assertThat(dirty.takeDue()).isEmpty();
    assertThat(dirty.barrier(13)).isEqualTo(11);
    assertThat(dirty.takeBefore(100)).containsExactly(B);
  }

  @Test
  void aChannelThatWasTakenOutQueuesAgainBehindTheOthers() {
    dirty.position(A, 10);
    dirty.position(B, 11);
    dirty.takeBefore(11);
    dirty.position(A, 20);

    assertThat(dirty.takeBefore(100)).containsExactly(B, A);
  }
}
