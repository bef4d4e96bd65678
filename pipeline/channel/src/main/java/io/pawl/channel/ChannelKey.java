package io.pawl.channel;

import io.pawl.ratchet.ChannelId;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The key of a record of Kafka that concerns a channel: the channel's id. */
final class ChannelKey {
  private ChannelKey() {}

  /** The channel under whose key a record stands; empty if the key is none. */
  static Optional<ChannelId> of(ConsumerRecord<byte[], byte[]> record) {
    byte[] key = record.key();
    return key == null || key.length != ChannelId.LENGTH
        ? Optional.empty()
        : Optional.of(ChannelId.read(key, 0));
  }

  /** Whether a record stands under the key of that channel. */
  static boolean isOf(ChannelId channel, ConsumerRecord<byte[], byte[]> record) {
    return of(record).filter(channel::equals).isPresent();
  }
}
