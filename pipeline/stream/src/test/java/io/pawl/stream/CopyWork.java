package io.pawl.stream;

import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Copies a partition to the same one of another topic: a lane's work that decides nothing. */
class CopyWork implements LaneWork {
  private final String output;

  CopyWork(String output) {
    this.output = output;
  }

  @Override
  public long recover(OptionalLong committed, Runnable ours) {
    return committed.orElse(0);
  }

  @Override
  public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    out.send(new ProducerRecord<>(output, record.partition(), null, record.value()));
    return Intake.TAKEN;
  }
}
