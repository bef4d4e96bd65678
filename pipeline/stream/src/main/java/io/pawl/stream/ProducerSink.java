package io.pawl.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A sink that is a {@link KafkaProducer} and what became of it. */
final class ProducerSink implements TransactionalSink {
  /** Batches of a lane go to one partition of few topics: large ones save requests and CPU. */
  private static final int BATCH_BYTES = 512 << 10;

  /**
   * A batch leaves when it is full or a commit flushes it, which comes sooner than this unless more
   * waits than a transaction takes: then fewer requests are worth more than earlier ones.
   */
  private static final int LINGER_MILLIS = 50;

  private final Producer<byte[], byte[]> producer;
  private final String transactionalId;
  private final AtomicReference<@Nullable Exception> failedSend = new AtomicReference<>();

  /** One callback for all records: the hot path allocates none. */
  private final Callback remembering =
      (metadata, failure) -> {
        if (failure != null) {
          failedSend.compareAndSet(null, failure);
        }
      };

  private boolean open;
  private @Nullable SinkFailure failure;

  private ProducerSink(Producer<byte[], byte[]> producer, String transactionalId) {
    this.producer = producer;
    this.transactionalId = transactionalId;
  }

  static ProducerSink connect(
      Map<String, Object> client, String transactionalId, Duration patience) {
    var settings = new HashMap<>(client);
    settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicRules.REQUEST_BYTES);
    return new ProducerSink(
        Clients.reachable(
            client,
            () ->
                new KafkaProducer<>(
                    settings, new ByteArraySerializer(), new ByteArraySerializer())),
        transactionalId);
  }

  @Override
  public void initialise() {
    requireAlive();
    attempt("initialise", producer::initTransactions);
  }

  @Override
  public void send(ProducerRecord<byte[], byte[]> record) {
    requireAlive();
    Exception failed = failedSend.get();
    if (failed != null) {
      throw fail("send", failed);
    }
    try {
      begin();
      var _ = producer.send(record, remembering);
    } catch (RuntimeException e) {
      throw fail("send", e);
    }
  }

  private void begin() {
    if (!open) {
      producer.beginTransaction();
      open = true;
    }
  }

  @Override
  public boolean open() {
    return open;
  }

  @Override
  // The other constructors of the group's metadata name a member, which is what must not happen
  // here.
  @SuppressWarnings({"removal", "deprecation"})
  public void commit(Map<TopicPartition, OffsetAndMetadata> offsets, String group) {
    requireAlive();
    if (!open && offsets.isEmpty()) {
      return;
    }
    attempt(
        "commit",
        () -> {
          begin();
          if (!offsets.isEmpty()) {
            producer.sendOffsetsToTransaction(offsets, new ConsumerGroupMetadata(group));
          }
          producer.commitTransaction();
          open = false;
        });
  }

  @Override
  public void abort() {
    if (!(failure instanceof SinkFailure.Abortable)) {
      requireAlive();
    }
    if (!open) {
      return;
    }
    try {
      producer.abortTransaction();
    } catch (RuntimeException e) {
      SinkFailure why = SinkFailures.classify(transactionalId, "abort", e);
      // What cannot even be aborted is not usable again, whatever kept it from it.
      failure = why instanceof SinkFailure.Abortable ? SinkFailures.fatal(why) : why;
      throw failure;
    }
    open = false;
    failure = null;
    failedSend.set(null);
  }

  private void requireAlive() {
    if (failure != null) {
      throw failure;
    }
  }

  private void attempt(String what, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      throw fail(what, e);
    }
  }

  /**
   * The first failure says why; what the producer throws afterwards only says that there was one.
   */
  private SinkFailure fail(String what, Exception thrown) {
    Exception first = failedSend.get();
    SinkFailure why =
        SinkFailures.classify(transactionalId, what, first == null ? thrown : first, thrown);
    failure = why;
    return why;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
