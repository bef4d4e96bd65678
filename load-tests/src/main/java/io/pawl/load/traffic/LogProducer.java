package io.pawl.load.traffic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to a log, and keeps the order of its calls in each partition whatever happens. */
public final class LogProducer implements AutoCloseable {
  /** Longer than any broker is away. */
  private static final int PATIENCE_MILLIS = (int) Duration.ofMinutes(5).toMillis();

  /** The topics' limits are to decide what is too large. */
  private static final int REQUEST_BYTES = 4 << 20;

  /** A producer waits so long for a batch to fill: part of each record's time. */
  private static final int LINGER_MILLIS = 5;

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * One that is connected.
   *
   * @param client what every Kafka client needs to connect
   */
  public LogProducer(Map<String, Object> client) {
    this.producer =
        new KafkaProducer<>(settings(client), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static Map<String, Object> settings(Map<String, Object> client) {
    var settings = new HashMap<>(client);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    return settings;
  }

  /**
   * Sends a record.
   *
   * @param written told its offset, on the producer's own thread, once it stands in the log
   */
  public void send(
      ProducerRecord<byte @Nullable [], byte @Nullable []> record, LongConsumer written) {
    var _ =
        producer.send(
            record,
            (metadata, e) -> {
              if (e != null) {
                fail(e);
              } else {
                written.accept(metadata.offset());
              }
            });
  }

  /** Waits until everything stands in the log. */
  public void flush() {
    producer.flush();
  }

  /** Remembers that something went wrong, wherever that was. */
  public void fail(Exception e) {
    failure.compareAndSet(null, e);
  }

  /**
   * Throws what went wrong first, if something did.
   *
   * @throws IllegalStateException with it as its cause
   */
  public void check() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("the load generator failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
