package io.pawl.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
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
  /** Bytes that may be on their way: some 100 ms of a fast network. */
  long DEFAULT_BUFFER_BYTES = 32L << 20;

  /**
   * Connects, and waits until every partition of the topics has a leader that serves.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL); producer
   *     settings too, except those that the writer's promises rest on
   * @param topics that will be written to
   * @param bufferBytes of keys, values and headers that may be on their way, at least 1; one more
   *     record may come on top
   * @param patience how long the brokers may take to answer
   * @throws BrokerUnavailable without an answer in time
   */
  static LogWriter connect(
      Map<String, Object> client, Set<String> topics, long bufferBytes, Duration patience) {
    return ProducerWriter.connect(client, topics, bufferBytes, patience);
  }

  /**
   * Appends on subscription, in order of subscription; gives the offset that the record got. Errors
   * with {@link WriterFull} at once if there is no room: nothing was appended then. Cancelling does
   * not take back what was appended. Signals come on the producer's thread, which must not be
   * blocked.
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
