package io.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.ChannelId;
import io.pawl.ratchet.ChannelPosition;
import io.pawl.ratchet.ChannelPosition.InDirection;
import io.pawl.ratchet.ChannelPosition.InEpoch;
import io.pawl.ratchet.ChannelPosition.InSlot;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.LaneState;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import io.pawl.stream.codec.CheckpointKey.Kind;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Decoded;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointSinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ChannelId A = new ChannelId(1, 1);
  private static final ChannelId B = new ChannelId(2, 2);

  private static EmbeddedKafka broker;

  private Map<String, Object> client;
  private Topics topics;
  private LogIdentity log;
  private Codec codec;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void deploy() {
    client = Map.of("bootstrap.servers", broker.bootstrapServers());
    topics = Topics.of("test-" + UUID.randomUUID());
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.ensure(topics, 1, (short) 1);
    }
    SchemaRegistry registry =
        SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterEach
  void closeProducer() {
    producer.close();
  }

  private CheckpointSink sink() {
    return sink(log);
  }

  private CheckpointSink sink(LogIdentity identity) {
    return sink(identity, 1_000_000);
  }

  private CheckpointSink sink(LogIdentity identity, long snapshotEvery) {
    // A group per test, so that the tests' sinks do not meet.
    SinkSettings settings =
        new SinkSettings(
            client, topics, topics.facts() + "-sink", LaneSettings.DEFAULT, snapshotEvery);
    return new CheckpointSink(settings, identity, codec, new SimpleMeterRegistry());
  }

  private void write(Fact fact) {
    write(codec.encodeFact(fact));
  }

  private void write(byte[] value) {
    var _ = producer.send(new ProducerRecord<>(topics.facts(), 0, null, value));
  }

  private static Fact.Position position(ChannelId channel, long accepted, long covered) {
    InSlot slot = new InSlot(0, -1, Bytes.wrap(new byte[16]));
    InDirection direction = new InDirection(new InEpoch(slot, null, 0, false), null, 0, -1);
    return new Fact.Position(
        new ChannelPosition(channel, 1, accepted, direction, direction), covered);
  }

  /** The entries as a reader finds them that reads the whole topic. */
  private Map<CheckpointKey, Checkpoint> entries() {
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

  private Checkpoint.FoldMark awaitFolded(long facts) {
    producer.flush();
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                entries().values().stream()
                    .filter(Checkpoint.FoldMark.class::isInstance)
                    .map(Checkpoint.FoldMark.class::cast)
                    .findFirst()
                    .orElse(new Checkpoint.FoldMark(0, 0, Bytes.EMPTY, log)),
            mark -> mark.factsOffset() >= facts);
  }

  @Test
  void theLatestFactOfEachChannelWins() {
    try (CheckpointSink _ = sink()) {
      write(position(A, 1, 10));
      write(position(B, 5, 11));
      write(position(A, 2, 12));
      Checkpoint.FoldMark mark = awaitFolded(3);

      assertThat(entries())
          .containsEntry(CheckpointKey.of(Kind.POSITION, A), position(A, 2, 12))
          .containsEntry(CheckpointKey.of(Kind.POSITION, B), position(B, 5, 11));
      assertThat(mark.count()).isEqualTo(2);
      assertThat(mark.log()).isEqualTo(log);
    }
  }

  @Test
  void anOlderFactNeverOverwritesANewerOne() {
    try (CheckpointSink _ = sink()) {
      write(position(A, 2, 12));
      awaitFolded(1);
      write(position(A, 1, 10));
      write(position(B, 1, 13));
      awaitFolded(3);

      assertThat(entries()).containsEntry(CheckpointKey.of(Kind.POSITION, A), position(A, 2, 12));
    }
  }

  @Test
  void aClosedChannelLeavesOnlyThatItIsClosed() {
    try (CheckpointSink _ = sink()) {
      write(position(A, 1, 10));
      write(new Fact.Closed(A, 11));
      Checkpoint.FoldMark mark = awaitFolded(2);

      assertThat(entries())
          .containsEntry(CheckpointKey.of(Kind.CLOSED, A), new Fact.Closed(A, 11))
          .doesNotContainKey(CheckpointKey.of(Kind.POSITION, A));
      assertThat(mark.count()).isEqualTo(1);
    }
  }

  @Test
  void aForgottenChannelIsKnownUntilASnapshotsBarrierHasPassedIt() {
    try (CheckpointSink sink = sink()) {
      write(position(A, 1, 10));
      write(new Fact.Forgotten(A, 11));
      write(new Fact.Barrier(12, log));
      Checkpoint.FoldMark before = awaitFolded(3);

      assertThat(entries())
          .containsEntry(CheckpointKey.of(Kind.FORGOTTEN, A), new Fact.Forgotten(A, 11))
          .doesNotContainKey(CheckpointKey.of(Kind.POSITION, A));
      assertThat(before.count()).isEqualTo(2);

      sink.takeSnapshot();
      Checkpoint.FoldMark after = awaitSnapshot().mark();

      assertThat(entries()).doesNotContainKey(CheckpointKey.of(Kind.FORGOTTEN, A));
      assertThat(after.count()).isEqualTo(1);
    }
  }

  private Checkpoint.PartitionSnapshot awaitSnapshot() {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                entries().values().stream()
                    .filter(Checkpoint.PartitionSnapshot.class::isInstance)
                    .map(Checkpoint.PartitionSnapshot.class::cast)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void aSnapshotMovesEntriesIntoPages() {
    try (CheckpointSink _ = sink(log, 3)) {
      write(position(A, 1, 10));
      write(position(B, 1, 11));
      write(new Fact.Barrier(12, log));
      Checkpoint.PartitionSnapshot snapshot = awaitSnapshot();

      assertThat(snapshot.barrier()).isEqualTo(12);
      // Both ids begin with zeros, so there is one page; and the barrier.
      assertThat(snapshot.mark().count()).isEqualTo(2);
      Map<CheckpointKey, Checkpoint> entries = entries();
      assertThat(entries)
          .doesNotContainKeys(
              CheckpointKey.of(Kind.POSITION, A), CheckpointKey.of(Kind.POSITION, B));
      assertThat(entries.get(CheckpointKey.ofPage(0)))
          .isInstanceOfSatisfying(
              Checkpoint.Page.class,
              page ->
                  assertThat(page.entries())
                      .containsExactlyInAnyOrder(
                          Bytes.wrap(codec.encodeFact(position(A, 1, 10))),
                          Bytes.wrap(codec.encodeFact(position(B, 1, 11)))));
    }
  }

  @Test
  void factsThatDoNotDecodeAreSkipped() {
    try (CheckpointSink _ = sink()) {
      write(new byte[] {9, 9, 9});
      write(position(A, 1, 10));
      awaitFolded(2);

      assertThat(entries()).containsKey(CheckpointKey.of(Kind.POSITION, A));
    }
  }

  @Test
  void aSinkThatComesBackGoesOnFromItsOwnEntries() {
    try (CheckpointSink _ = sink()) {
      write(position(A, 2, 12));
      awaitFolded(1);
    }
    write(position(A, 1, 10));
    write(position(B, 1, 13));
    try (CheckpointSink _ = sink()) {
      // The orderly end of the first sink wrote a mark of its own, so wait for what is new.
      await()
          .atMost(PATIENCE)
          .until(() -> entries().containsKey(CheckpointKey.of(Kind.POSITION, B)));

      assertThat(entries()).containsEntry(CheckpointKey.of(Kind.POSITION, A), position(A, 2, 12));
      assertThat(awaitFolded(3).count()).isEqualTo(2);
    }
  }

  @Test
  void checkpointsOfAnotherLogStopTheLane() {
    try (CheckpointSink _ = sink()) {
      write(position(A, 1, 10));
      awaitFolded(1);
    }
    try (CheckpointSink other = sink(new LogIdentity(Uuid.randomUuid(), 1))) {
      await().atMost(PATIENCE).until(() -> other.states().get(0) instanceof LaneState.Stopped);

      assertThat(other.states().get(0))
          .asString()
          .contains("OTHER_LOG", "a new log needs new checkpoint topics");
    }
  }
}
