package io.pawl.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * A writer that counts what is on its way, and appends on a thread of its own: Kafka's append waits
 * for metadata, and metadata can be lost again whenever a broker restarts.
 */
final class ProducerWriter implements LogWriter {
  /** What Kafka's batch adds to a record at most, rounded up. */
  private static final int RECORD_OVERHEAD = 100;

  /**
   * The producer takes memory by the batch: these many may be half empty, five in flight and one
   * filling for each of some 150 partitions. With less, appending would wait for memory.
   */
  private static final int SPARE_BATCHES = 1_000;

  private static final int BATCH_BYTES = 16 << 10;

  /** Records of one {@link #writeAll} whose offsets are waited for. */
  private static final int IN_FLIGHT = 4_096;

  /** What is on its way has this long to arrive when the writer closes. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private static final String CLOSED = "the writer is closed";

  /** A record whose turn comes, and who waits for its offset; none to say that no more come. */
  private sealed interface Turn {
    record Write(ProducerRecord<byte[], byte[]> record, long size, MonoSink<Long> offset)
        implements Turn {}

    record Last() implements Turn {}
  }

  private final Producer<byte[], byte[]> producer;
  private final long bufferBytes;

  /** Bytes queued here or on their way; what the queue may hold is bounded by it. */
  private final AtomicLong inFlight = new AtomicLong();

  private final BlockingQueue<Turn> turns = new LinkedBlockingQueue<>();
  private final Thread appending;
  private volatile boolean closed;

  /** Completes when the bytes in flight next fall below the bound; then another takes its place. */
  private final AtomicReference<Sinks.Empty<Void>> nextRoom = new AtomicReference<>(Sinks.empty());

  private ProducerWriter(Producer<byte[], byte[]> producer, long bufferBytes) {
    this.producer = producer;
    this.bufferBytes = bufferBytes;
    appending = Thread.ofPlatform().daemon().name("log-writer").unstarted(this::append);
  }

  static ProducerWriter connect(
      Map<String, Object> client, Set<String> topics, long bufferBytes, Duration patience) {
    if (bufferBytes < 1) {
      throw new IllegalArgumentException("a buffer holds at least one byte, not " + bufferBytes);
    }
    awaitLeaders(client, topics, patience);
    Producer<byte[], byte[]> producer =
        Clients.reachable(
            client,
            () ->
                new KafkaProducer<>(
                    settings(client, bufferBytes),
                    new ByteArraySerializer(),
                    new ByteArraySerializer()));
    var writer = new ProducerWriter(producer, bufferBytes);
    writer.appending.start();
    return writer;
  }

  /**
   * A leader that is asked for its end answers once it serves; why that matters, see TopicAdmin.
   */
  private static void awaitLeaders(
      Map<String, Object> client, Set<String> topics, Duration patience) {
    try (var leaders = PartitionReader.connect(client, IsolationLevel.READ_UNCOMMITTED, patience)) {
      for (String topic : topics) {
        for (TopicPartition partition : leaders.partitions(topic)) {
          leaders.end(partition);
        }
      }
    }
  }

  private static Map<String, Object> settings(Map<String, Object> client, long bufferBytes) {
    var settings = new HashMap<>(client);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
    settings.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicRules.REQUEST_BYTES);
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
        enqueue(record, sink);
      }
    });
  }

  private boolean full() {
    return inFlight.get() >= bufferBytes;
  }

  private void enqueue(ProducerRecord<byte[], byte[]> record, MonoSink<Long> offset) {
    if (closed) {
      offset.error(new IllegalStateException(CLOSED));
      return;
    }
    long size = size(record);
    inFlight.addAndGet(size);
    turns.add(new Turn.Write(record, size, offset));
    if (!appending.isAlive()) {
      // Closed meanwhile, and perhaps after the queue was emptied for the last time.
      failQueued();
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

  /** Appends in turn, until the last turn or an interruption. */
  private void append() {
    try {
      while (turns.take() instanceof Turn.Write write) {
        append(write);
      }
    } catch (InterruptedException | InterruptException e) {
      // Closing took too long: what is queued fails there.
    }
  }

  private void append(Turn.Write write) {
    try {
      var _ =
          producer.send(
              write.record,
              (metadata, failure) -> {
                landed(write.size);
                if (failure == null) {
                  write.offset.success(metadata.offset());
                } else {
                  write.offset.error(failure);
                }
              });
    } catch (RuntimeException e) {
      landed(write.size);
      write.offset.error(e);
      if (e instanceof InterruptException) {
        throw e;
      }
    }
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
      return full() ? room.asMono() : Mono.empty();
    });
  }

  @Override
  public Flux<Long> writeAll(Publisher<ProducerRecord<byte[], byte[]>> records) {
    // One record is queued before the next is looked at: that, not the offsets, keeps the order.
    return Flux.from(records)
        .concatMap(this::queued, 1)
        .flatMapSequential(offset -> offset, IN_FLIGHT, 1);
  }

  /** Queues as soon as there is room; what it gives is the offset to come. */
  private Mono<Mono<Long>> queued(ProducerRecord<byte[], byte[]> record) {
    return Mono.defer(() -> {
      if (full()) {
        return room().then(queued(record));
      }
      Sinks.One<Long> offset = Sinks.one();
      // Queued even if another writer took the room meanwhile: the bound is soft by one record.
      Mono.<Long>create(sink -> enqueue(record, sink))
          .subscribe(offset::tryEmitValue, offset::tryEmitError);
      return Mono.just(offset.asMono());
    });
  }

  @Override
  public void close() {
    closed = true;
    long deadline = System.nanoTime() + CLOSE.toNanos();
    turns.add(new Turn.Last());
    try {
      if (!appending.join(CLOSE)) {
        appending.interrupt();
      }
    } catch (InterruptedException e) {
      appending.interrupt();
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    failQueued();
  }

  private void failQueued() {
    for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
      if (turn instanceof Turn.Write write) {
        landed(write.size);
        write.offset.error(new IllegalStateException(CLOSED));
      }
    }
  }
}
