package io.pawl.load.chaos.check;

import io.pawl.load.chaos.traffic.Traffic;
import io.pawl.load.outputs.AvroRecords;
import io.pawl.load.outputs.Mark;
import io.pawl.ratchet.Action;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Outcome;
import io.pawl.ratchet.Partition;
import io.pawl.ratchet.Refusal;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.Snapshot;
import io.pawl.ratchet.Verdict;
import io.pawl.stream.LogOffset;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.codec.Rejection;
import io.pawl.stream.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A partition of a log from a seed, and outputs of it as a processor without faults gives them. */
final class Judged {
  private static final Topics TOPICS = Topics.of("pawl");

  private final SchemaRegistry registry;
  private final Codec codec;

  final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();
  final List<ConsumerRecord<byte[], byte[]>> accepted = new ArrayList<>();
  final List<ConsumerRecord<byte[], byte[]>> rejected = new ArrayList<>();
  final List<ConsumerRecord<byte[], byte[]>> facts = new ArrayList<>();

  Judged(long seed, int steps) {
    registry = SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    codec = Codec.create(registry, TOPICS).blockOptional().orElseThrow();
    Traffic traffic =
        new Traffic(
            new SplittableRandom(seed),
            5,
            1,
            key().publicKey(),
            keys(),
            codec,
            (partition, key, value, forged, expected) -> {
              var entry = new ConsumerRecord<>("log", partition, (long) log.size(), key, value);
              if (forged) {
                Mark.forged(entry.headers());
              }
              log.add(entry);
            });
    for (int i = 0; i < steps; i++) {
      traffic.step();
    }
    judge();
  }

  /** The same, to be changed without changing {@code other}; the records are shared. */
  Judged(Judged other) {
    registry = other.registry;
    codec = other.codec;
    log.addAll(other.log);
    accepted.addAll(other.accepted);
    rejected.addAll(other.rejected);
    facts.addAll(other.facts);
  }

  private static AgreementKey key() {
    byte[] scalar = new byte[32];
    Arrays.fill(scalar, (byte) 7);
    return AgreementKey.of(Secret.owning(scalar));
  }

  private static GrantKeys keys() {
    return GrantKeys.of(List.of(key()));
  }

  private void judge() {
    Partition partition = new Partition(0, 1, keys());
    for (ConsumerRecord<byte[], byte[]> entry : log) {
      LogRecord record =
          codec.decodeLog(entry.value()) instanceof Decoded.Value<LogRecord>(var value)
              ? value
              : null;
      if (record == null) {
        reject(entry, null, new Verdict.Refused(Refusal.MALFORMED, Action.NONE));
        continue;
      }
      Bytes key = entry.key() == null ? Bytes.EMPTY : Bytes.wrap(entry.key());
      Outcome outcome = partition.accept(entry.offset(), key, record);
      switch (outcome.verdict()) {
        case Verdict.Accepted any -> accepted.add(passed(entry));
        case Verdict.Refused refused -> reject(entry, record.channel(), refused);
      }
      for (Event event : outcome.events()) {
        accepted.add(output(entry.key(), codec.encode(event)));
      }
      if (outcome.change() != Outcome.Change.NONE) {
        tell(partition.snapshot(record.channel()), entry.offset());
      }
    }
    facts.add(output(null, codec.encodeFact(barrier(log.size()))));
  }

  static Fact.Barrier barrier(long offset) {
    return new Fact.Barrier(offset, new LogIdentity(Uuid.ONE_UUID, 1));
  }

  static ConsumerRecord<byte[], byte[]> passed(ConsumerRecord<byte[], byte[]> entry) {
    var output = output(entry.key(), entry.value());
    LogOffset.write(output.headers(), entry.offset());
    return output;
  }

  private void reject(
      ConsumerRecord<byte[], byte[]> entry, @Nullable ChannelId channel, Verdict.Refused refused) {
    rejected.add(rejection(entry, channel, refused));
  }

  ConsumerRecord<byte[], byte[]> rejection(
      ConsumerRecord<byte[], byte[]> entry, @Nullable ChannelId channel, Verdict.Refused refused) {
    int size = entry.value() == null ? 0 : entry.value().length;
    return output(
        null,
        codec.encode(
            new Rejection(
                channel,
                refused.refusal(),
                refused.action(),
                null,
                null,
                null,
                null,
                size,
                entry.offset())));
  }

  private void tell(@Nullable Snapshot snapshot, long offset) {
    switch (Objects.requireNonNull(snapshot)) {
      case Snapshot.Live(var descriptor, var position) -> {
        facts.add(output(null, codec.encodeFact(new Fact.Descriptor(descriptor, offset))));
        facts.add(output(null, codec.encodeFact(new Fact.Position(position, offset))));
      }
      case Snapshot.Closed(ChannelId channel, long closedAt) ->
          facts.add(output(null, codec.encodeFact(new Fact.Closed(channel, closedAt))));
    }
  }

  Codec codec() {
    return codec;
  }

  private static ConsumerRecord<byte[], byte[]> output(
      byte @Nullable [] key, byte @Nullable [] value) {
    return new ConsumerRecord<>("output", 0, 0, key, value);
  }

  AvroRecords records() {
    return new AvroRecords(this::schema);
  }

  /** What a check finds now. */
  Findings findings() {
    PartitionCheck check = new PartitionCheck(0, 1, keys(), this::schema, codec);
    accepted.forEach(check::accepted);
    rejected.forEach(check::rejected);
    facts.forEach(check::fact);
    log.forEach(check::log);
    return check.findings();
  }

  private @Nullable Schema schema(int id) {
    return registry.schema(id).onErrorComplete().block();
  }
}
