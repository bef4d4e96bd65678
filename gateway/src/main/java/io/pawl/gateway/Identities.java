package io.pawl.gateway;

import io.pawl.ratchet.Bytes;
import io.pawl.stream.LogWriter;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Identity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Who is there, by their own account: the topic of identities, which all gateways write and read. A
 * name proves nothing, and two identities may have the same.
 */
public final class Identities implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Identities are some 100 bytes. */
  private static final long BUFFER_BYTES = 1 << 20;

  /** Some 20 MB; whoever writes to the topic could fill the memory otherwise. */
  private static final int KNOWN = 100_000;

  private final String topic;
  private final Codec codec;
  private final LogWriter writer;
  private final PartitionReader reader;
  private final Scheduler blocking;

  private final AtomicReference<@Nullable Mono<Void>> waiting = new AtomicReference<>();

  /** Only under this object's lock, like what follows. */
  private final Map<Bytes, Identity> known = new TreeMap<>();

  private final Map<TopicPartition, Long> next = new HashMap<>();

  /**
   * Who stands behind a key.
   *
   * @param identity Ed25519, 32 bytes
   */
  public record Named(String name, Bytes identity) {}

  private Identities(
      String topic, Codec codec, LogWriter writer, PartitionReader reader, Scheduler blocking) {
    this.topic = topic;
    this.codec = codec;
    this.writer = writer;
    this.reader = reader;
    this.blocking = blocking;
  }

  /** Connects; blocks. */
  static Identities connect(GatewaySettings settings, Codec codec, Scheduler blocking) {
    String topic = settings.topics().identities();
    LogWriter writer = LogWriter.connect(settings.client(), Set.of(topic), BUFFER_BYTES, PATIENCE);
    try {
      return new Identities(
          topic,
          codec,
          writer,
          PartitionReader.connect(settings.client(), IsolationLevel.READ_COMMITTED, PATIENCE),
          blocking);
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Makes an app known; completes when the topic has it. */
  Mono<Void> publish(App app) {
    return write(app.identity(), codec.encode(new Identity(app.name(), app.id())));
  }

  /** Makes it unknown. */
  Mono<Void> withdraw(App app) {
    return write(app.identity(), null);
  }

  private Mono<Void> write(Bytes identity, byte @Nullable [] value) {
    return writer
        .write(new ProducerRecord<>(topic, identity.toArray(), value))
        .onErrorMap(e -> GatewayFailure.of(Code.NOT_WRITTEN, "identities cannot be written", e))
        .then();
  }

  /**
   * At most {@code limit} identities, those with that name if there is one. What was published
   * before this was asked for is seen.
   */
  public Mono<List<Named>> find(@Nullable String name, int limit) {
    return caughtUp().then(Mono.fromCallable(() -> known(name, limit)));
  }

  /** One read goes on and one waits, however many ask: brokers are not at an app's command. */
  private Mono<Void> caughtUp() {
    return Mono.defer(() -> {
      Mono<Void> mine =
          Mono.<Void>fromRunnable(this::catchUp)
              .subscribeOn(blocking)
              .onErrorMap(
                  e -> GatewayFailure.of(Code.UNREADABLE, "identities cannot be read now", e))
              .cache();
      return Objects.requireNonNull(waiting.updateAndGet(before -> before == null ? mine : before));
    });
  }

  private synchronized void catchUp() {
    // Whoever asks from now on may ask for what is written from now on.
    waiting.set(null);
    for (TopicPartition partition : reader.partitions(topic)) {
      catchUp(partition);
    }
  }

  private synchronized List<Named> known(@Nullable String name, int limit) {
    return known.entrySet().stream()
        .filter(entry -> name == null || entry.getValue().displayName().equals(name))
        .limit(limit)
        .map(entry -> new Named(entry.getValue().displayName(), entry.getKey()))
        .toList();
  }

  private void catchUp(TopicPartition partition) {
    long end = reader.end(partition);
    long from = next.computeIfAbsent(partition, reader::beginning);
    try {
      reader.read(partition, from, end, chunk -> chunk.forEach(this::note));
    } catch (OffsetOutOfRangeException e) {
      // The topic was made anew, or cut: what it has is what counts.
      reader.read(partition, reader.beginning(partition), end, chunk -> chunk.forEach(this::note));
    }
    next.put(partition, end);
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.key().length != App.KEY_LENGTH) {
      return;
    }
    Bytes identity = Bytes.wrap(record.key());
    if (record.value() == null) {
      known.remove(identity);
    } else if (codec.decodeIdentity(record.value()) instanceof Decoded.Value<Identity>(var told)
        && (known.size() < KNOWN || known.containsKey(identity))) {
      known.put(identity, told);
    }
  }

  /** Blocks. */
  @Override
  public void close() {
    writer.close();
    synchronized (this) {
      reader.close();
    }
  }
}
