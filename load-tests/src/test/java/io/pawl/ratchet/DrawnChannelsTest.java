package io.pawl.ratchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DrawnChannelsTest {
  private static final int PARTITIONS = 4;

  private final AgreementKey key = AgreementKey.of(Secret.owning(new byte[32]));
  private final GrantKeys keys = GrantKeys.of(List.of(key));
  private final DrawnChannels drawn = new DrawnChannels(1, keys, key.publicKey());

  @Test
  void whatADrawnChannelSendsIsAcceptedOnceThroughSlotAfterSlot() {
    DrawnChannel channel = drawn.at(6, PARTITIONS);
    Partition partition = new Partition(6 % PARTITIONS, PARTITIONS, keys);
    partition.restore(channel.live());
    Bytes at = Bytes.wrap(channel.live().channel().toBytes());

    for (int offset = 0; offset < 1_000; offset += 2) {
      Envelope envelope = channel.next(Direction.of(offset / 2 % 2), 1_500);

      assertThat(partition.accept(offset, at, envelope).verdict())
          .isInstanceOf(Verdict.Accepted.class);
      assertThat(partition.accept(offset + 1, at, envelope).verdict())
          .isEqualTo(new Verdict.Refused(Refusal.REPLAYED, Action.NONE));
    }
  }

  @Test
  void aChannelIsTheSameWheneverItIsAskedFor() {
    assertThat(drawn.at(7, PARTITIONS).live()).isEqualTo(drawn.at(7, PARTITIONS).live());
    assertThat(drawn.at(7, PARTITIONS).live().channel())
        .isNotEqualTo(drawn.at(11, PARTITIONS).live().channel());
  }
}
