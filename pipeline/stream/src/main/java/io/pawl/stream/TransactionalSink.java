package io.pawl.stream;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One transactional producer. Its transactional id is the fence: initialising a sink aborts and
 * fences every older one of the same id.
 *
 * <p>For one thread. No call blocks longer than the settings' bound. Calls throw {@link
 * SinkFailure}: after {@link SinkFailure.Abortable} the sink may be used again once {@link #abort}
 * has returned, after any other it is dead, says so at every further call, and only {@link #close}
 * is left: build a new one.
 */
public interface TransactionalSink extends AutoCloseable {
  /**
   * Makes a sink that is not initialised yet; nothing reaches the brokers.
   *
   * @param client {@code bootstrap.servers} and whatever every client needs (TLS, SASL); producer
   *     settings too, except those that the sink's promises rest on
   * @param patience how long one exchange with the brokers may take; committing is two
   * @throws BrokerUnavailable if {@code client} leads nowhere
   */
  static TransactionalSink connect(
      Map<String, Object> client, String transactionalId, Duration patience) {
    return ProducerSink.connect(client, transactionalId, patience);
  }

  /**
   * Fences older sinks of this id and waits until their transactions are aborted or committed.
   * Once, before anything else.
   */
  void initialise();

  /**
   * Appends to the open transaction, and begins one if there is none. Does not wait for the broker;
   * a failure, at the latest, {@link #commit} throws. Waits only while the producer's buffer is
   * full.
   */
  void send(ProducerRecord<byte[], byte[]> record);

  /** Whether a transaction is open: something was sent since the last commit or abort. */
  boolean open();

  /**
   * Commits everything sent since the last commit or abort, together with these offsets of {@code
   * group}. With nothing sent, the offsets are a transaction of their own; with neither, nothing
   * happens.
   *
   * <p>Offsets go without the member's metadata, since stale metadata fences rightful owners: the
   * transactional id alone is the fence.
   */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets, String group);

  /**
   * Aborts the open transaction; without one nothing happens. No reader of committed data sees it.
   */
  void abort();

  /**
   * Closes at once; an open transaction is aborted by the broker or by the next sink of this id.
   */
  @Override
  void close();
}
