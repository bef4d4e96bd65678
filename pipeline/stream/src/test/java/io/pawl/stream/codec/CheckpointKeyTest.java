package io.pawl.stream.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pawl.ratchet.ChannelId;
import io.pawl.stream.codec.CheckpointKey.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CheckpointKeyTest {
  @Test
  void whatIsWrittenIsRead() {
    var random = new RandomRecords(1);
    for (int i = 0; i < 200; i++) {
      CheckpointKey key = CheckpointKey.of(random.checkpoint());

      assertThat(CheckpointKey.read(key.toBytes())).contains(key);
    }
  }

  @Test
  void theBytesAreThoseOnDisk() {
    assertThat(CheckpointKey.of(Kind.POSITION, new ChannelId(0x0102, 0x0304)).toBytes())
        .containsExactly(2, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4);
    assertThat(CheckpointKey.of(new Fact.SchemaSeen(7, 1)).toBytes())
        .containsExactly(4, 0, 0, 0, 7);
  }

  @Test
  void otherBytesAreNoKey() {
    byte[] key = CheckpointKey.of(Kind.CLOSED, new ChannelId(1, 2)).toBytes();

    assertThat(CheckpointKey.read(null)).isEmpty();
    assertThat(CheckpointKey.read(new byte[0])).isEmpty();
    assertThat(CheckpointKey.read(new byte[] {0})).isEmpty();
    assertThat(CheckpointKey.read(new byte[] {10})).isEmpty();
    assertThat(CheckpointKey.read(new byte[] {-1})).isEmpty();
    assertThat(CheckpointKey.read(new byte[] {5, 0})).isEmpty();
    assertThat(CheckpointKey.read(new byte[] {4, 0})).isEmpty();
    assertThat(CheckpointKey.read(Arrays.copyOf(key, 16))).isEmpty();
  }

  @Test
  void onlyChannelsKindsNameAChannel() {
    assertThatThrownBy(() -> CheckpointKey.of(Kind.BARRIER, new ChannelId(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
