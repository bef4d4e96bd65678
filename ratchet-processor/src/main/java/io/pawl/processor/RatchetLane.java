package io.pawl.processor;

import io.micrometer.observation.Observation;
import io.pawl.ratchet.Action;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.Intake;
import io.pawl.stream.LaneWork;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Outbox;
import io.pawl.stream.Topics;
import io.pawl.stream.checkpoint.StateDigest;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.Rejection;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the records of one partition of the log: accepted records go out as the bytes they came
 * in, refused ones leave a rejection, and what changed in the state becomes facts.
 */
final class RatchetLane implements LaneWork {
  private static final Logger logger = LoggerFactory.getLogger(RatchetLane.class);

  /** The W3C header has 55 bytes; a longer one is somebody's attempt to smuggle something. */
  private static final int MAX_TRACE_BYTES = 64;

  /** Up to so many channels the digest of the state is taken unasked: it costs about 10 µs each. */
  private static final int DIGESTED_CHANNELS = 10_000;

  private final TopicPartition log;
  private final Topics topics;
  private final Codec codec;
  private final Recovery recovery;
  private volatile int held;
  private final LaneFacts facts;
  private final Partition channels;
  private final Invitations invitations;
  private final VerdictMetrics metrics;
  private final RecoveryMetrics recoveryMetrics;
  private final RecordTraces traces;

  RatchetLane(
      TopicPartition log,
      LogIdentity identity,
      ProcessorSettings settings,
      Codec codec,
      GrantKeys keys,
      LaneReaders readers,
      VerdictMetrics metrics,
      RecoveryMetrics recoveryMetrics,
      RecordTraces traces) {
    this.log = log;
    this.topics = settings.topics();
    this.codec = codec;
    this.recovery = new Recovery(log, identity, settings.topics(), codec, readers, recoveryMetrics);
    this.channels = new Partition(log.partition(), identity.partitions(), keys);
    this.facts = new LaneFacts(log.partition(), identity, settings, codec, channels);
    this.invitations = new Invitations(settings.topics().invitations(), log.partition());
    this.traces = traces;
    this.metrics = metrics;
    this.recoveryMetrics = recoveryMetrics;
  }

  @Override
  public long recover(OptionalLong committed, Runnable ours) {
    long started = System.nanoTime();
    ReplayRange range =
        recovery.run(committed, ours, new RestoredState(channels, facts, invitations));
    logger.info(
        "{} is recovered: {} channels, {} records replayed up to {}, in {} ms",
        log,
        channels.channels(),
        range.to() - range.from(),
        range.to(),
        (System.nanoTime() - started) / 1_000_000);
    held = channels.channels();
    digest(range.to());
    return range.to();
  }

  /** The peers of channels whose position was lost are told at once, and the loss made good. */
  @Override
  public void recovered(long from, Outbox out) {
    for (ChannelId id : recovery.missing()) {
      if (channels.snapshot(id) instanceof Snapshot.Live(var descriptor, var position)
          && descriptor.current() != null) {
        for (Direction direction : Direction.values()) {
          Event lost =
              new Event.ReestablishRequired(
                  id, descriptor.epoch(), direction, Refusal.CHECKPOINT_MISSING, false, from - 1);
          out.send(to(topics.accepted(), id, codec.encode(lost)));
          metrics.event(lost);
        }
      }
      facts.madeUp(id, from - 1);
    }
    if (!recovery.missing().isEmpty()) {
      facts.emit(from, false, out);
    }
  }

  /** Shows the digest of the state before the record at {@code next}, where it costs little. */
  private void digest(long next) {
    if (channels.channels() > DIGESTED_CHANNELS) {
      return;
    }
    Bytes digest = stateBefore(next);
    recoveryMetrics.state(log.partition(), next, digest);
    logger.info("the state of {} before {} has the digest {}", log, next, digest);
  }

  /** The digest of the state, when all records before {@code next} are in it and no other. */
  Bytes stateBefore(long next) {
    if (next > 0) {
      channels.advanceTo(next - 1);
    }
    StateDigest digest = new StateDigest(codec);
    channels.ids().map(channels::snapshot).filter(Objects::nonNull).forEach(digest::add);
    return digest.sum();
  }

  @Override
  public Intake accept(ConsumerRecord<byte[], byte[]> record, Outbox out) {
    Observation observed = traces.begin(record);
    try {
      return take(record, out);
    } finally {
      observed.stop();
    }
  }

  private Intake take(ConsumerRecord<byte[], byte[]> record, Outbox out) {
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
    facts.resolved(Codec.schemaId(record.value()), record.offset());
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
    Header trace = record.headers().lastHeader(RecordTraces.HEADER);
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
        Rejection.of(
            value, refusal, action, Math.max(0, record.serializedValueSize()), record.offset());
    byte @Nullable [] key = value == null ? null : value.channel().toBytes();
    out.send(
        new ProducerRecord<>(topics.rejected(), log.partition(), key, codec.encode(rejection)));
    metrics.refused(value, refusal);
  }

  @Override
  public void beforeCommit(long next, boolean last, Outbox out) {
    facts.emit(next, last, out);
    held = channels.channels();
    if (last) {
      digest(next);
    }
  }

  /** Channels in memory as of the last commit; for any thread. */
  int held() {
    return held;
  }

  private ProducerRecord<byte[], byte[]> to(String topic, ChannelId channel, byte[] value) {
    return new ProducerRecord<>(topic, log.partition(), channel.toBytes(), value);
  }

  private static Bytes key(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] key = record.key();
    return key == null ? Bytes.EMPTY : Bytes.wrap(key);
  }
}
