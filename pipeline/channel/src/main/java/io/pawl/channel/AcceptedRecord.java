package io.pawl.channel;

import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

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
    AcceptedRecord read = of(record, connection.codec().decodeAccepted(record.value()));
    if (read instanceof Nothing) {
      connection.metrics().ignored(ChannelMetrics.Ignored.MALFORMED);
    }
    return read;
  }

  /** Decodes it, and waits for its schema if need be; null if nobody can use it. */
  static @Nullable Found find(ConsumerRecord<byte[], byte[]> record, PatientDecoder decoder) {
    return of(record, decoder.accepted(record.value())) instanceof Found found ? found : null;
  }

  private static AcceptedRecord of(
      ConsumerRecord<byte[], byte[]> record, Decoded<Accepted> decoded) {
    return switch (decoded) {
      case Decoded.Waiting<Accepted>(int schemaId) -> new Waiting(schemaId);
      case Decoded.Malformed<Accepted>(String why) -> NOTHING;
      case Decoded.Value<Accepted>(Accepted accepted) -> {
        long logOffset = LogOffset.read(record.headers()).orElse(-1);
        boolean isPlaced = logOffset >= 0 || !(accepted instanceof Accepted.Passed);
        yield isPlaced && ChannelKey.isOf(accepted.channel(), record)
            ? new Found(accepted, logOffset)
            : NOTHING;
      }
    };
  }
}
