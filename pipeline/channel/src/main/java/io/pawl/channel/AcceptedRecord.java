package io.pawl.channel;

import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record of the topic of accepted records is to a channel. */
sealed interface AcceptedRecord {
  /** None that anybody could use. */
  AcceptedRecord NOTHING = new Nothing();

  /** See {@link #NOTHING}. */
  record Nothing() implements AcceptedRecord {}

  /** Nobody knows yet: its schema has to be looked up first. */
  record Waiting(int schemaId) implements AcceptedRecord {}

  /**
   * One of its channel.
   *
   * @param logOffset where it stands in the log; -1 for what the processor tells
   */
  record Found(Accepted accepted, long logOffset) implements AcceptedRecord {}

  /** Decodes it; what is malformed is counted. */
  static AcceptedRecord read(ConsumerRecord<byte[], byte[]> record, Connection connection) {
    return switch (connection.codec().decodeAccepted(record.value())) {
      case Decoded.Waiting<Accepted>(int schemaId) -> new Waiting(schemaId);
      case Decoded.Malformed<Accepted>(String why) -> malformed(connection);
      case Decoded.Value<Accepted>(Accepted accepted) -> {
        long logOffset = LogOffset.read(record.headers()).orElse(-1);
        boolean isPlaced = logOffset >= 0 || !(accepted instanceof Accepted.Passed);
        yield isPlaced && ChannelKey.isOf(accepted.channel(), record)
            ? new Found(accepted, logOffset)
            : malformed(connection);
      }
    };
  }

  private static AcceptedRecord malformed(Connection connection) {
    connection.metrics().ignored(ChannelMetrics.Ignored.MALFORMED);
    return NOTHING;
  }
}
