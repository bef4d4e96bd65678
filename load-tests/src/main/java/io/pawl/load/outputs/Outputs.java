package io.pawl.load.outputs;

import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads of which record of the log an output is the outcome. */
public final class Outputs {
  private final Topics topics;
  private final AvroRecords avro;

  /** The outputs of {@code topics}. */
  public Outputs(Topics topics, Schemas schemas) {
    this.topics = topics;
    this.avro = new AvroRecords(schemas);
  }

  /** The offset in the log; empty for an event. */
  public OptionalLong logOffset(ConsumerRecord<byte[], byte[]> output) {
    return output.topic().equals(topics.rejected())
        ? OptionalLong.of((long) avro.require(output.value()).get("logOffset"))
        : LogOffset.read(output.headers());
  }
}
