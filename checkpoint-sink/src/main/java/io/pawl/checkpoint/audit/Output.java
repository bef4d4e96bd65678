package io.pawl.checkpoint.audit;

import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.PatientDecoder;
import io.pawl.stream.codec.Rejection;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that a processor wrote about a record of the log. */
sealed interface Output {
  /** Offset of the log's record. */
  long logOffset();

  /** The channel that it is about; null if it names none. */
  @Nullable ChannelId channel();

  /** As it stands in its topic. */
  ConsumerRecord<byte[], byte[]> source();

  /** The key it stands under. */
  default byte @Nullable [] key() {
    return source().key();
  }

  /** An accepted record, as it was passed on. */
  record Passed(long logOffset, ConsumerRecord<byte[], byte[]> source) implements Output {
    @Override
    public @Nullable ChannelId channel() {
      return Channels.named(key());
    }
  }

  /** A refused record. */
  record Refused(Rejection rejection, ConsumerRecord<byte[], byte[]> source) implements Output {
    @Override
    public long logOffset() {
      return rejection.logOffset();
    }

    @Override
    public @Nullable ChannelId channel() {
      return rejection.channel();
    }
  }

  /** An event that followed from a record. */
  record Told(Event event, ConsumerRecord<byte[], byte[]> source) implements Output {
    @Override
    public long logOffset() {
      return switch (event) {
        case Event.Activated activated -> activated.logOffset();
        case Event.Refused refused -> refused.logOffset();
        case Event.ReestablishRequired required -> required.logOffset();
      };
    }

    @Override
    public ChannelId channel() {
      return event.channel();
    }
  }

  /** Reads a record of the topic of accepted ones; null if it is none of ours. */
  static @Nullable Output accepted(ConsumerRecord<byte[], byte[]> record, PatientDecoder decoder) {
    OptionalLong offset = LogOffset.read(record.headers());
    if (offset.isPresent()) {
      return new Passed(offset.getAsLong(), record);
    }
    return decoder.accepted(record.value())
            instanceof Decoded.Value<Accepted>(Accepted.Told(Event event))
        ? new Told(event, record)
        : null;
  }

  /** Reads a record of the topic of rejected ones; null if it is none of ours. */
  static @Nullable Output rejected(ConsumerRecord<byte[], byte[]> record, PatientDecoder decoder) {
    return decoder.rejected(record.value()) instanceof Decoded.Value<Rejection>(Rejection rejection)
        ? new Refused(rejection, record)
        : null;
  }
}
