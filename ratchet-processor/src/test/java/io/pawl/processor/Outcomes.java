package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.LogOffset;
import io.pawl.stream.codec.Accepted;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Rejection;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What stands in the outputs of a partition, by log offset. */
record Outcomes(List<Long> accepted, List<Rejection> rejected, List<Event> events) {
  static Outcomes of(Deployment deployment, int partition) {
    List<Long> accepted = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    for (var record : deployment.committed(deployment.topics().accepted(), partition)) {
      LogOffset.read(record.headers()).ifPresent(accepted::add);
      if (deployment.codec().decodeAccepted(record.value())
          instanceof Decoded.Value<Accepted>(Accepted.Told(Event event))) {
        events.add(event);
      }
    }
    List<Rejection> rejected = new ArrayList<>();
    for (var record : deployment.committed(deployment.topics().rejected(), partition)) {
      if (deployment.codec().decodeRejected(record.value())
          instanceof Decoded.Value<Rejection>(Rejection rejection)) {
        rejected.add(rejection);
      }
    }
    return new Outcomes(accepted, rejected, events);
  }

  /** What the ratchet alone makes of the log. */
  static Outcomes expected(Deployment deployment, int number) {
    Partition partition = new Partition(number, Deployment.PARTITIONS, deployment.grantKeys());
    List<Long> accepted = new ArrayList<>();
    List<Rejection> rejected = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : deployment.log(number)) {
      LogRecord value =
          deployment.codec().decodeLog(record.value())
                  instanceof Decoded.Value<LogRecord>(LogRecord decoded)
              ? decoded
              : null;
      int size = Math.max(0, record.serializedValueSize());
      if (value == null) {
        rejected.add(Rejection.of(null, Refusal.MALFORMED, Action.NONE, size, record.offset()));
        continue;
      }
      Bytes key = record.key() == null ? Bytes.EMPTY : Bytes.wrap(record.key());
      Outcome outcome = partition.accept(record.offset(), key, value);
      switch (outcome.verdict()) {
        case Verdict.Accepted yes -> accepted.add(record.offset());
        case Verdict.Refused no ->
            rejected.add(Rejection.of(value, no.refusal(), no.action(), size, record.offset()));
      }
      events.addAll(outcome.events());
    }
    return new Outcomes(accepted, rejected, events);
  }

  /** Holds the outputs of all partitions to what the ratchet makes of the log. */
  static void assertOneEach(Deployment deployment) {
    for (int partition = 0; partition < Deployment.PARTITIONS; partition++) {
      Outcomes outcomes = of(deployment, partition);
      Outcomes expected = expected(deployment, partition);

      assertThat(outcomes.accepted()).isEqualTo(expected.accepted());
      assertThat(outcomes.rejected()).isEqualTo(expected.rejected());
      assertThat(outcomes.events()).isEqualTo(expected.events());
    }
  }
}
