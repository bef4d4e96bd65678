package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordTracesTest {
  private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final ObservationRegistry observations = ObservationRegistry.create();
  private final List<String> parents = new ArrayList<>();

  /** Reads the parent as a tracer does. */
  private final class Tracer implements ObservationHandler<ReceiverContext<Headers>> {
    @Override
    public void onStart(ReceiverContext<Headers> context) {
      Headers headers = Objects.requireNonNull(context.getCarrier());
      parents.add(String.valueOf(context.getGetter().get(headers, RecordTraces.HEADER)));
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return context instanceof ReceiverContext<?>;
    }
  }

  @BeforeEach
  void listen() {
    observations.observationConfig().observationHandler(new Tracer());
  }

  private void judge(ObservationRegistry registry, @Nullable String trace) {
    var record = new ConsumerRecord<byte[], byte[]>("log", 0, 0, new byte[0], new byte[0]);
    if (trace != null) {
      record.headers().add(RecordTraces.HEADER, trace.getBytes(StandardCharsets.US_ASCII));
    }
    new RecordTraces(registry).begin(record).stop();
  }

  @Test
  void aRecordOfASampledTraceIsObservedAsItsChild() {
    judge(observations, SAMPLED);

    assertThat(parents).containsExactly(SAMPLED);
  }

  @Test
  void noOtherRecordIsObserved() {
    judge(observations, null);
    judge(observations, SAMPLED.replaceFirst("01$", "00"));
    judge(observations, SAMPLED + "-more");
    judge(observations, "");

    assertThat(parents).isEmpty();
  }

  @Test
  void withoutATracerNothingIsObserved() {
    judge(ObservationRegistry.NOOP, SAMPLED);

    assertThat(parents).isEmpty();
  }
}
