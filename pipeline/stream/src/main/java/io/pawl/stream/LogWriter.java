package io.pawl.stream;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes to the log: idempotent, not transactional, since the log is read uncommitted. Retries for
 * ever and in order, so what was accepted here is in the log once, or this process has ended. From
 * any thread; never blocks it.
 */
public interface LogWriter extends AutoCloseable {
  /**
   * Appends on subscription, in order of subscription; gives the offset that the record got. Errors
   * with {@link WriterFull} at once if there is no room: nothing was appended then. Cancelling does
   * not take back what was appended.
   */
  Mono<Long> write(ProducerRecord<byte[], byte[]> record);

  /** Completes as soon as there is room for another record of any size. */
  Mono<Void> room();

  /**
   * Appends these in order, asking for no more than there is room for; gives their offsets, in
   * order. Ends with the first record that fails.
   */
  Flux<Long> writeAll(Publisher<ProducerRecord<byte[], byte[]>> records);

  /** Closes; what is not written within 2 s errors. */
  @Override
  void close();
}
