package io.pawl.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** A writer that counts what is on its way, so that the producer's own buffer never fills. */
final class ProducerWriter implements LogWriter {
  /** What Kafka's batch adds to a record at most, rounded up. */
  private static final int RECORD_OVERHEAD = 100;

  /**
   * The producer takes memory by the batch: these many batches may be half empty, five in flight
   * and one filling for each of some 150 partitions.
   */
  private static final int SPARE_BATCHES = 1_000;

  private static final int BATCH_BYTES = 16 << 10;

  /** Records of one {@link #writeAll} whose offsets are waited for. */
  private static final int IN_FLIGHT = 4_096;

  /** Topics once asked for are never forgotten: asking again would block a write. */
  private static final long NEVER = Duration.ofDays(3_650).toMillis();

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Producer<byte[], byte[]> producer;
  private final long bufferBytes;
  private final AtomicLong inFlight = new AtomicLong();

  /** Completes when the bytes in flight next fall below the bound; then another takes its place. */
  private final AtomicReference<Sinks.Empty<Void>> nextRoom = new AtomicReference<>(Sinks.empty());

  private ProducerWriter(Producer<byte[], byte[]> producer, long bufferBytes) {
    this.producer = producer;
    this.bufferBytes = bufferBytes;
  }

  static ProducerWriter connect(
      Map<String, Object> client, Set<String> topics, long bufferBytes, Duration patience) {
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("a buffer holds at least one byte, not " + bufferBytes);
    }
    Producer<byte[], byte[]> producer =
        Clients.reachable(
            client,
            () ->
                new KafkaProducer<>(
                    settings(client, bufferBytes, patience),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()));
    // Each leader is asked for its end: it answers once it serves, see TopicAdmin.
    try (var leaders = PartitionReader.connect(client, IsolationLevel.READ_UNCOMMITTED, patience)) {
      for (String topic : topics) {
        for (PartitionInfo partition : producer.partitionsFor(topic)) {
          leaders.end(new TopicPartition(topic, partition.partition()));
        }
      }
      return new ProducerWriter(producer, bufferBytes);
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw new BrokerUnavailable(
          "the partitions of %s are not known within %d ms from %s: %s"
              .formatted(topics, patience.toMillis(), Clients.servers(client), e.getMessage()),
          e);
    } catch (BrokerUnavailable e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static Map<String, Object> settings(
      Map<String, Object> client, long bufferBytes, Duration patience) {
    var settings = new HashMap<>(client);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    settings.put(
        ProducerConfig.BUFFER_MEMORY_CONFIG,
        bufferBytes + TopicRules.LOG_MESSAGE_BYTES + (long) SPARE_BATCHES * BATCH_BYTES);
    return settings;
  }

  @Override
  public Mono<Long> write(ProducerRecord<byte[], byte[]> record) {
    return Mono.create(sink -> {
      if (full()) {
        sink.error(new WriterFull(bufferBytes));
      } else {
        append(record, sink);
      }
    });
  }

  private boolean full() {
    return inFlight.get() >= bufferBytes;
  }

  private void append(ProducerRecord<byte[], byte[]> record, MonoSink<Long> sink) {
    long size = size(record);
    inFlight.addAndGet(size);
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                landed(size);
                if (failure == null) {
                  sink.success(metadata.offset());
                } else {
                  sink.error(failure);
                }
              });
    } catch (RuntimeException e) {
      landed(size);
      sink.error(e);
    }
  }

  private static long size(ProducerRecord<byte[], byte[]> record) {
    long size = RECORD_OVERHEAD;
    size += record.key() == null ? 0 : record.key().length;
    size += record.value() == null ? 0 : record.value().length;
    for (Header header : record.headers()) {
      size += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }

  private void landed(long size) {
    long before = inFlight.getAndAdd(-size);
    if (before >= bufferBytes && before - size < bufferBytes) {
      nextRoom.getAndSet(Sinks.empty()).tryEmitEmpty();
    }
  }

  @Override
  public Mono<Void> room() {
    return Mono.defer(() -> {
      // Taken before looking, so that room made in between is not missed.
      Sinks.Empty<Void> room = nextRoom.get();
      return inFlight.get() < bufferBytes ? Mono.empty() : room.asMono();
    });
  }

  @Override
  public Flux<Long> writeAll(Publisher<ProducerRecord<byte[], byte[]>> records) {
    // One record is appended before the next is looked at: that, not the offsets, keeps the order.
    return Flux.from(records)
        .concatMap(this::appended, 1)
        .flatMapSequential(offset -> offset, IN_FLIGHT, 1);
  }

  /** Appends as soon as there is room; what it gives is the offset to come. */
  private Mono<Mono<Long>> appended(ProducerRecord<byte[], byte[]> record) {
    return Mono.defer(() -> {
      if (full()) {
        // Not on the producer's thread, which must go on making room.
        return room().publishOn(Schedulers.parallel()).then(appended(record));
      }
      Sinks.One<Long> offset = Sinks.one();
      write(record)
          .subscribe(got -> offset.tryEmitValue(got), failure -> offset.tryEmitError(failure));
      return Mono.just(offset.asMono());
    });
  }

  @Override
  public void close() {
    producer.close(CLOSE);
  }
}
