package io.pawl.processor;

import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.Intake;
import io.pawl.stream.LaneWork;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Outbox;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.Rejection;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Judges the records of one partition of the log: accepted records go out as the bytes they came
 * in, refused ones leave a rejection, and what changed in the state becomes facts.
 */
final class RatchetLane implements LaneWork {
  private static final String TRACE = "traceparent";

  /** The W3C header has 55 bytes; a longer one is somebody's attempt to smuggle something. */
  private static final int MAX_TRACE_BYTES = 64;

  /** How long a replay waits for the registry before the lane begins anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A replay moves state only: what followed from its records is in the topics already. */
  private static final Outbox DISCARDED = record -> {};

  private final TopicPartition log;
  private final Topics topics;
  private final Codec codec;
  private final Supplier<PartitionReader> readers;
  private final LaneFacts facts;
  private final Partition channels;
  private final Invitations invitations;
  private final VerdictMetrics metrics;

  RatchetLane(
      TopicPartition log,
      LogIdentity identity,
      ProcessorSettings settings,
      Codec codec,
      GrantKeys keys,
      Supplier<PartitionReader> readers,
      VerdictMetrics metrics) {
    this.log = log;
    this.topics = settings.topics();
    this.codec = codec;
    this.readers = readers;
    this.channels = new Partition(log.partition(), identity.partitions(), keys);
    this.facts = new LaneFacts(log.partition(), identity, settings, codec, channels);
    this.invitations = new Invitations(settings.topics().invitations(), log.partition());
    this.metrics = metrics;
  }

  @Override
  public long recover(OptionalLong committed) {
    try (PartitionReader reader = readers.get()) {
      long beginning = reader.beginning(log);
      long next = committed.orElse(beginning);
      reader.read(log, beginning, next, chunk -> chunk.forEach(this::replay));
      return next;
    }
  }

  /** Moves the state as the record did when it was judged; its outcome is in the topics already. */
  private void replay(ConsumerRecord<byte[], byte[]> record) {
    Decoded<LogRecord> decoded = codec.decodeLog(record.value());
    while (decoded instanceof Decoded.Waiting<LogRecord>(int schemaId)) {
      codec.resolve(schemaId).block(PATIENCE);
      decoded = codec.decodeLog(record.value());
    }
    if (decoded instanceof Decoded.Value<LogRecord>(LogRecord value)) {
      facts.resolved(Codec.schemaId(record.value()), record.offset(), DISCARDED);
      Outcome outcome = channels.accept(record.offset(), key(record), value);
      invitations.follow(record, value, outcome, DISCARDED);
      facts.note(value.channel(), outcome, record.offset());
    }
  }

  @Override
  public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    return switch (codec.decodeLog(record.value())) {
      case Decoded.Value<LogRecord>(LogRecord value) -> {
        judge(record, value, out);
        yield Intake.TAKEN;
      }
      case Decoded.Malformed<LogRecord> malformed -> {
        reject(record, null, Refusal.MALFORMED, Action.NONE, out);
        yield Intake.TAKEN;
      }
      case Decoded.Waiting<LogRecord>(int schemaId) ->
          new Intake.Postponed(
              codec.resolve(schemaId),
              "schema id %d of the record at offset %d cannot be looked up"
                  .formatted(schemaId, record.offset()));
    };
  }

  private void judge(ConsumerRecord<byte[], byte[]> record, LogRecord value, Outbox out) {
    facts.resolved(Codec.schemaId(record.value()), record.offset(), out);
    Outcome outcome = channels.accept(record.offset(), key(record), value);
    switch (outcome.verdict()) {
      case Verdict.Accepted accepted -> {
        pass(record, out);
        metrics.accepted(value, accepted.slotAdvanced());
      }
      case Verdict.Refused(Refusal refusal, Action action) ->
          reject(record, value, refusal, action, out);
    }
    for (Event event : outcome.events()) {
      out.send(to(topics.accepted(), event.channel(), codec.encode(event)));
      metrics.event(event);
    }
    invitations.follow(record, value, outcome, out);
    facts.note(value.channel(), outcome, record.offset());
  }

  private void pass(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    var passed =
        new ProducerRecord<>(topics.accepted(), log.partition(), record.key(), record.value());
    LogOffset.write(passed.headers(), record.offset());
    Header trace = record.headers().lastHeader(TRACE);
    if (trace != null && trace.value() != null && trace.value().length <= MAX_TRACE_BYTES) {
      passed.headers().add(trace);
    }
    out.send(passed);
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable LogRecord value,
      Refusal refusal,
      Action action,
      Outbox out) {
    Rejection rejection =
        Rejections.of(
            value, refusal, action, Math.max(0, record.serializedValueSize()), record.offset());
    byte @Nullable [] key = value == null ? null : value.channel().toBytes();
    out.send(
        new ProducerRecord<>(topics.rejected(), log.partition(), key, codec.encode(rejection)));
    metrics.refused(value, refusal);
  }

  @Override
  public void beforeCommit(long next, boolean last, Outbox out) {
    facts.emit(next, last, out);
  }

  private ProducerRecord<byte[], byte[]> to(String topic, ChannelId channel, byte[] value) {
    return new ProducerRecord<>(topic, log.partition(), channel.toBytes(), value);
  }

  private static Bytes key(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    return key == null ? Bytes.EMPTY : Bytes.wrap(key);
  }
}
