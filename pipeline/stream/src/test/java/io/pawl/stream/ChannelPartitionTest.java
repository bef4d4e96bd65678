package io.pawl.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.ChannelId;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelPartitionTest {
  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 4, 12, 100})
  void theRatchetPlacesChannelsWhereKafkasDefaultPartitionerDoes(int partitions) {
    var random = new SplittableRandom(partitions);
    for (int i = 0; i < 1_000; i++) {
      ChannelId channel = new ChannelId(random.nextLong(), random.nextLong());

      assertThat(channel.partition(partitions))
          .isEqualTo(BuiltInPartitioner.partitionForKey(channel.toBytes(), partitions));
    }
  }
}
