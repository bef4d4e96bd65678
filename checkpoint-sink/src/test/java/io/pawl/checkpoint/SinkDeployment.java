package io.pawl.checkpoint;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelDescriptor;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.ChannelPosition.InDirection;
import io.pawl.ratchet.ChannelPosition.InEpoch;
import io.pawl.ratchet.ChannelPosition.InSlot;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics of one test's own, with one partition, and what a test of the sink does with them. */
final class SinkDeployment implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Snapshots come only if they are asked for. */
  private static final long SELDOM = 1_000_000;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Map<String, Object> client;
  private final Topics topics = Topics.of("test-" + UUID.randomUUID());
  private final LogIdentity log;
  private final SchemaRegistry registry =
      SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
  private final Codec codec;
  private final KafkaProducer<byte[], byte[]> producer;

  SinkDeployment(KafkaFixture broker) {
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.ensure(topics, 1, (short) 1);
    }
    codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  CheckpointSink sink() {
    return sink(log, SELDOM, Retention.DEFAULT);
  }

  CheckpointSink sink(LogIdentity identity) {
    return sink(identity, SELDOM, Retention.DEFAULT);
  }

  CheckpointSink sink(long snapshotEvery) {
    return sink(log, snapshotEvery, Retention.DEFAULT);
  }

  CheckpointSink sink(Retention retention) {
    return sink(log, SELDOM, retention);
  }

  private CheckpointSink sink(LogIdentity identity, long snapshotEvery, Retention retention) {
    return sink(identity, snapshotEvery, retention, InstantSource.system());
  }

  /** A sink that takes a snapshot a day, by that clock. */
  CheckpointSink sink(Retention retention, InstantSource clock) {
    return sink(log, SELDOM, retention, clock);
  }

  private CheckpointSink sink(
      LogIdentity identity, long snapshotEvery, Retention retention, InstantSource clock) {
    SinkSettings settings =
        new SinkSettings(
            client,
            topics,
            topics.facts() + "-sink",
            processors(),
            LaneSettings.DEFAULT,
            snapshotEvery,
            Duration.ofDays(1),
            retention);
    return new CheckpointSink(settings, identity, codec, meters, clock);
  }

  Map<String, Object> client() {
    return client;
  }

  Topics topics() {
    return topics;
  }

  LogIdentity log() {
    return log;
  }

  Codec codec() {
    return codec;
  }

  MeterRegistry meters() {
    return meters;
  }

  /** The processors' group; a group per test, so that tests do not meet. */
  String processors() {
    return topics.log() + "-processors";
  }

  /** Writes a fact. */
  void write(Fact fact) {
    write(codec.encodeFact(fact));
  }

  /** Writes to the topic of facts. */
  void write(byte[] value) {
    send(topics.facts(), value);
  }

  /** Writes to the log. */
  void append(byte[] value) {
    send(topics.log(), value);
  }

  private void send(String topic, byte[] value) {
    byte @Nullable [] noKey = null;
    var _ = producer.send(new ProducerRecord<>(topic, 0, noKey, value));
  }

  static Fact.Position position(ChannelId channel, long accepted, long covered) {
    InSlot slot = new InSlot(0, -1, Bytes.wrap(new byte[16]));
    InDirection direction = new InDirection(new InEpoch(slot, null, 0, false), null, 0, -1);
    return new Fact.Position(
        new ChannelPosition(channel, 1, accepted, direction, direction), covered);
  }

  static Fact.Descriptor descriptor(ChannelId channel, long covered) {
    Bytes identity = Bytes.wrap(new byte[32]);
    return new Fact.Descriptor(
        new ChannelDescriptor(
            channel, identity, identity, null, null, null, List.of(), List.of(), List.of()),
        covered);
  }

  /** The entries as a reader finds them that reads the whole topic. */
  Map<CheckpointKey, Checkpoint> entries() {
    Map<CheckpointKey, Checkpoint> entries = new HashMap<>();
    var partition = new TopicPartition(topics.checkpoints(), 0);
    try (var reader = PartitionReader.connect(client, IsolationLevel.READ_COMMITTED, PATIENCE)) {
      reader.read(
          partition,
          reader.beginning(partition),
          reader.end(partition),
          chunk ->
              chunk.forEach(record -> {
                CheckpointKey key = CheckpointKey.read(record.key()).orElseThrow();
                if (record.value() == null) {
                  entries.remove(key);
                } else if (codec.decodeCheckpoint(record.value())
                    instanceof Decoded.Value<Checkpoint>(Checkpoint value)) {
                  entries.put(key, value);
                }
              }));
    }
    return entries;
  }

  private <T extends Checkpoint> Optional<T> entry(Class<T> type) {
    return entries().values().stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Waits until that many facts are folded. */
  Checkpoint.FoldMark awaitFolded(long facts) {
    producer.flush();
    return await()
        .atMost(PATIENCE)
        .until(
            () -> entry(Checkpoint.FoldMark.class),
            mark -> mark.isPresent() && mark.get().factsOffset() >= facts)
        .orElseThrow();
  }

  /** Waits for the first snapshot. */
  Checkpoint.PartitionSnapshot awaitSnapshot() {
    return awaitSnapshot(-1);
  }

  /** Waits for a snapshot with a later barrier than that. */
  Checkpoint.PartitionSnapshot awaitSnapshot(long barrier) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> entry(Checkpoint.PartitionSnapshot.class),
            snapshot -> snapshot.isPresent() && snapshot.get().barrier() > barrier)
        .orElseThrow();
  }

  @Override
  public void close() {
    producer.close();
    registry.close();
  }
}
