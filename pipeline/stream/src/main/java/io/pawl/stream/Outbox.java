package io.pawl.stream;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Where a lane's work puts what it sends: into the transaction that is open. */
@FunctionalInterface
public interface Outbox {
  /** Appends {@code record} to the open transaction; a failure shows at its commit. */
  void send(ProducerRecord<byte[], byte[]> record);
}
