package io.pawl.processor;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The judging of records as part of the traces that their writers began: of those only whose {@code
 * traceparent} says that the trace is sampled (W3C Trace Context, level 1). Without a tracer no
 * header is looked at.
 */
final class RecordTraces {
  static final String HEADER = "traceparent";

  /** {@code 00-<32 digits>-<16 digits>-<flags>}. */
  private static final int LENGTH = 55;

  private static final int VERSION_DIGIT = 1;
  private static final int LAST_FLAG_DIGIT = LENGTH - 1;

  private final ObservationRegistry observations;

  RecordTraces(ObservationRegistry observations) {
    this.observations = observations;
  }

  /** Begins the observation of a record; one that does nothing if nobody traces it. */
  Observation begin(ConsumerRecord<byte[], byte[]> record) {
    if (observations.isNoop() || !isSampled(record.headers().lastHeader(HEADER))) {
      return Observation.NOOP;
    }
    var context = new ReceiverContext<Headers>(RecordTraces::text, Kind.CONSUMER);
    context.setCarrier(record.headers());
    return Observation.createNotStarted("pawl.record", () -> context, observations).start();
  }

  private static boolean isSampled(@Nullable Header header) {
    if (header == null) {
      return false;
    }
    byte[] value = header.value();
    return value != null
        && value.length == LENGTH
        && value[VERSION_DIGIT] == '0'
        && (Character.digit(value[LAST_FLAG_DIGIT], 16) & 1) == 1;
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null || header.value().length > LENGTH
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }
}
