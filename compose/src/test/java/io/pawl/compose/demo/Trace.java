package io.pawl.compose.demo;

import io.pawl.ratchet.Answer;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.Close;
import io.pawl.ratchet.Direction;
import io.pawl.ratchet.Envelope;
import io.pawl.ratchet.Kind;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Offer;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Reason;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A log made by hand: the peers' records have noise for keys, ciphertexts and signatures. */
final class Trace {
  static final int PARTITIONS = 4;
  static final Policy POLICY = new Policy(64, 16, 64, 64, 4, 3, 8, 0, 0, List.of());

  final Wire wire = new Wire(codec());
  final List<LogEntry> entries = new ArrayList<>();
  final Map<Place, Attack> injected = new HashMap<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  private final Random random;

  Trace(long seed) {
    this.random = new Random(seed);
  }

  static Codec codec() {
    var registry = SchemaRegistry.connect(Map.of("schema.registry.url", "mock://trace"));
    return Codec.create(registry, Topics.of("pawl")).blockOptional().orElseThrow();
  }

  ChannelId channel() {
    return new ChannelId(random.nextLong(), random.nextLong());
  }

  Bytes noise(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  Offer offer(ChannelId channel) {
    return offer(channel, 0);
  }

  Offer offer(ChannelId channel, long anchor) {
    return new Offer(
        Kind.OPEN,
        channel,
        1,
        Direction.INITIATOR,
        noise(32),
        noise(32),
        noise(32),
        noise(1_184),
        Reason.ROUTINE,
        anchor,
        POLICY,
        noise(64));
  }

  Answer answer(ChannelId channel) {
    return new Answer(channel, noise(32), noise(32), noise(1_088), noise(116), noise(64));
  }

  Close close(ChannelId channel) {
    return new Close(channel, Direction.RESPONDER, noise(64));
  }

  Envelope envelope(ChannelId channel, Direction direction, long slot, int counter) {
    return new Envelope(channel, 1, direction, slot, counter, noise(64 + 16), noise(16));
  }

  Envelope envelope(ChannelId channel, long slot, int counter) {
    return envelope(channel, Direction.INITIATOR, slot, counter);
  }

  /** The peers write a record. */
  LogEntry write(LogRecord record) {
    ChannelId channel = record.channel();
    return append(
        channel.partition(PARTITIONS), Bytes.wrap(channel.toBytes()), wire.encode(record));
  }

  /** The adversary writes a record. */
  LogEntry inject(Attack attack, LogRecord record) {
    LogEntry entry = write(record);
    injected.put(entry.place(), attack);
    return entry;
  }

  /** The adversary writes a record. */
  LogEntry inject(Injection injection) {
    ProducerRecord<byte[], byte[]> record = injection.record();
    long offset = ends.merge(record.partition(), 1L, Long::sum) - 1;
    LogEntry entry = LogEntry.of(record.partition(), offset, record.key(), record.value());
    entries.add(entry);
    injected.put(entry.place(), injection.attack());
    return entry;
  }

  /** The adversary writes a record's very bytes once more. */
  LogEntry replay(LogEntry entry) {
    Bytes value = Objects.requireNonNull(entry.value());
    Bytes key = Objects.requireNonNull(entry.key());
    LogEntry again = append(entry.place().partition(), key, value.array());
    injected.put(again.place(), Attack.REPLAY_OLD);
    return again;
  }

  LogEntry append(int partition, Bytes key, byte[] value) {
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    LogEntry entry = new LogEntry(new Place(partition, offset), key, Bytes.wrap(value));
    entries.add(entry);
    return entry;
  }
}
