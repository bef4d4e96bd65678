package io.pawl.channel;

import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.LogRecord;
import io.pawl.stream.LogWriter;
import io.pawl.stream.codec.Codec;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * What all channels of a client share.
 *
 * @param logTopic the topic that peers write
 * @param partitions of every topic
 * @param processors the processors' X25519 public key
 * @param delivery when a message is not to come again
 * @param search what was written before somebody listened
 * @param acceptedSearch the same in what was accepted
 * @param workers threads that must not be blocked: one serves many channels
 * @param refresh of channels for which nothing else was said
 */
record Connection(
    String logTopic,
    int partitions,
    Codec codec,
    LogWriter writer,
    LogOffsets offsets,
    Bytes processors,
    Entropy entropy,
    ChannelLimits limits,
    Delivery delivery,
    ChannelMetrics metrics,
    LogSearch search,
    AcceptedSearch acceptedSearch,
    Scheduler workers,
    Refresh refresh) {
  private static final Retry UNTIL_RESOLVED =
      Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100)).maxBackoff(Duration.ofSeconds(5));

  /** The channel's partition of the log. */
  TopicPartition partition(ChannelId channel) {
    return new TopicPartition(logTopic, channel.partition(partitions));
  }

  /** The record of Kafka that carries {@code record}. */
  ProducerRecord<byte[], byte[]> toKafka(LogRecord record) {
    return toKafka(record.channel(), codec.encode(record));
  }

  private ProducerRecord<byte[], byte[]> toKafka(ChannelId channel, byte[] value) {
    return new ProducerRecord<>(logTopic, channel.partition(partitions), channel.toBytes(), value);
  }

  /** Completes when a schema is known, however long the registry is away. */
  Mono<Void> schema(int id) {
    return codec.resolve(id).retryWhen(UNTIL_RESOLVED);
  }

  /** Appends a record of a handshake to the log, and waits for room if need be; its offset. */
  Mono<Long> append(LogRecord record) {
    return append(record.channel(), () -> toKafka(record));
  }

  /** The same of one that is in its bytes already. */
  Mono<Long> append(ChannelId channel, byte[] value) {
    return append(channel, () -> toKafka(channel, value));
  }

  private Mono<Long> append(ChannelId channel, Supplier<ProducerRecord<byte[], byte[]>> record) {
    return Mono.defer(() -> writer.writeAll(Mono.fromSupplier(record)).single())
        .onErrorMap(
            e -> !(e instanceof ChannelFailure), e -> new ChannelFailure.NotWritten(channel, e));
  }
}
