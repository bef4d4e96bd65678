package io.pawl.load.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LoadTest {
  @Test
  void partsAddUpAndArePartitionedEvenly() {
    Load load = new Load(1_001, 512, 10, 4);
    assertThat(load.channelsPerPartition()).isEqualTo(3);
    assertThat(load.openings()).isEqualTo(2 * 3 * 4);
    assertThat(load.total()).isEqualTo(load.openings() + 4 * load.envelopesPerPartition());
    assertThat(load.total() - load.unmeasured()).isBetween(1_001L, 1_004L);
    assertThat(load.cellBytes()).isEqualTo(496);
  }

  @Test
  void anOptionOutOfItsLimitsIsNamed() {
    assertThatThrownBy(() -> new Load(1_000, 79, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes must be from 80 to 65,552, not 79");
    assertThatThrownBy(() -> new Load(1_000, 512, 3, 4))
        .hasMessage("channels must be from 4 to 100,000, not 3");
  }
}
