package io.pawl.load.audit;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.Retention;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.checkpoint.audit.Audit;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.checkpoint.audit.AuditSettings;
import io.pawl.checkpoint.audit.From;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.load.chaos.traffic.Traffic;
import io.pawl.processor.ProcessorSettings;
import io.pawl.processor.RatchetProcessor;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** Broker, processor and sink, with traffic from a seed that loses, delays, repeats and forges. */
final class AuditedSystem implements AutoCloseable {
  static final int PARTITIONS = 2;
  static final Topics TOPICS = Topics.of("pawl");

  /** So that positions and barriers are told often. */
  private static final int REPLAY_RECORDS = 300;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHANNELS = 12;

  final String registryUrl = SchemaRegistry.MOCK + UUID.randomUUID();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final EmbeddedKafka broker = EmbeddedKafka.start();
  private final Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
  private final LogIdentity log;
  private final Codec codec;
  private RatchetProcessor processor;
  private final CheckpointSink sink;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Traffic traffic;
  private int copies;

  AuditedSystem(long seed) {
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.ensure(TOPICS, PARTITIONS, (short) 1);
    }
    SchemaRegistry registry = SchemaRegistry.connect(Map.of("schema.registry.url", registryUrl));
    codec = Codec.create(registry, TOPICS).blockOptional(PATIENCE).orElseThrow();
    processor = processor(TOPICS);
    sink =
        new CheckpointSink(
            new SinkSettings(
                client,
                TOPICS,
                SinkSettings.DEFAULT_GROUP,
                ProcessorSettings.DEFAULT_GROUP,
                LaneSettings.DEFAULT,
                Long.MAX_VALUE,
                Duration.ofDays(1),
                Retention.DEFAULT),
            log,
            codec,
            meters);
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                4 << 20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    traffic =
        new Traffic(
            new SplittableRandom(seed),
            CHANNELS,
            PARTITIONS,
            key().publicKey(),
            keys(),
            codec,
            (partition, key, value, forged, expected) ->
                send(new ProducerRecord<>(TOPICS.log(), partition, key, value)));
  }

  private RatchetProcessor processor(Topics topics) {
    ProcessorSettings defaults = ProcessorSettings.of(client, topics);
    return new RatchetProcessor(
        new ProcessorSettings(
            client,
            topics,
            defaults.group(),
            defaults.lanes(),
            REPLAY_RECORDS,
            Duration.ofMillis(200)),
        log,
        codec,
        keys(),
        meters);
  }

  /** Lets another processor go on, which finds other topics than the one before left. */
  void goOnWith(Topics topics) {
    processor.close();
    processor = processor(topics);
  }

  /** Stops the processor in order, so that all positions are told. */
  void stopProcessor() {
    processor.close();
  }

  /** Deletes records, as retention or a garbage collection would. */
  void truncate(String topic, int partition, long before) {
    try (Admin admin = Admin.create(client)) {
      var _ =
          admin
              .deleteRecords(
                  Map.of(
                      new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(before)))
              .all()
              .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until all that is written has its outcomes, whether facts are folded or not. */
  void awaitOutcomes() {
    awaitCommitted(ProcessorSettings.DEFAULT_GROUP, TOPICS.log());
  }

  /** The scalar of the processors' key. */
  static byte[] scalar() {
    byte[] scalar = new byte[32];
    Arrays.fill(scalar, (byte) 7);
    return scalar;
  }

  private static AgreementKey key() {
    return AgreementKey.of(Secret.owning(scalar()));
  }

  static GrantKeys keys() {
    return GrantKeys.of(List.of(key()));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var _ = producer.send(record);
  }

  String servers() {
    return broker.bootstrapServers();
  }

  Codec codec() {
    return codec;
  }

  /** Writes some traffic, and does not wait for its outcomes. */
  void write(int steps) {
    for (int i = 0; i < steps; i++) {
      traffic.step();
    }
    producer.flush();
  }

  /** Waits until all that is written has its outcomes, and all facts are folded. */
  void awaitJudged() {
    awaitCommitted(ProcessorSettings.DEFAULT_GROUP, TOPICS.log());
    awaitCommitted(SinkSettings.DEFAULT_GROUP, TOPICS.facts());
  }

  private void awaitCommitted(String group, String topic) {
    try (CommittedOffsets offsets = CommittedOffsets.connect(client, group, PATIENCE);
        PartitionReader reader = reader()) {
      for (int i = 0; i < PARTITIONS; i++) {
        TopicPartition partition = new TopicPartition(topic, i);
        // Behind the last record there may be the marker of its transaction.
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> offsets.committed(partition).orElse(0) >= reader.end(partition) - 1);
      }
    }
  }

  /** Takes a snapshot of all partitions. */
  void snapshot() {
    var snapshots = meters.get("pawl.fold.snapshots").counter();
    double before = snapshots.count();
    sink.takeSnapshot();
    Awaitility.await().atMost(PATIENCE).until(() -> snapshots.count() >= before + PARTITIONS);
  }

  AuditReport audit(Topics topics, From from) {
    return Audit.run(settings(topics, from));
  }

  AuditSettings settings(Topics topics, From from) {
    return new AuditSettings(
        client, topics, ProcessorSettings.DEFAULT_GROUP, codec, keys(), from, null);
  }

  /** All records of a topic that are committed, partition by partition. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (PartitionReader reader = reader()) {
      for (int i = 0; i < PARTITIONS; i++) {
        TopicPartition partition = new TopicPartition(topic, i);
        reader.read(partition, reader.beginning(partition), reader.end(partition), all::addAll);
      }
    }
    return all;
  }

  private PartitionReader reader() {
    return PartitionReader.connect(client, IsolationLevel.READ_COMMITTED, PATIENCE);
  }

  /** Topics with another topic of accepted records, which {@code change} made of the real one. */
  Topics withAccepted(Consumer<List<ConsumerRecord<byte[], byte[]>>> change) {
    return copied(TOPICS.accepted(), Set.of(TOPICS.accepted()), change);
  }

  /** The same for rejected records. */
  Topics withRejected(Consumer<List<ConsumerRecord<byte[], byte[]>>> change) {
    return copied(TOPICS.rejected(), Set.of(TOPICS.rejected()), change);
  }

  /** The same for facts, folded or not. */
  Topics withFacts(Consumer<List<ConsumerRecord<byte[], byte[]>>> change) {
    return copied(TOPICS.facts(), Set.of(TOPICS.facts()), change);
  }

  /** Other topics of facts and checkpoints: these facts as {@code change} left them, unfolded. */
  Topics withUnfoldedFacts(Consumer<List<ConsumerRecord<byte[], byte[]>>> change) {
    return copied(TOPICS.facts(), Set.of(TOPICS.facts(), TOPICS.checkpoints()), change);
  }

  /** Topics with others for {@code replaced}, of which only that for {@code original} is filled. */
  private Topics copied(
      String original,
      Set<String> replaced,
      Consumer<List<ConsumerRecord<byte[], byte[]>>> change) {
    String prefix = "copy" + copies++ + ".";
    UnaryOperator<String> name = topic -> replaced.contains(topic) ? prefix + topic : topic;
    Topics topics =
        new Topics(
            TOPICS.log(),
            name.apply(TOPICS.accepted()),
            name.apply(TOPICS.rejected()),
            name.apply(TOPICS.facts()),
            name.apply(TOPICS.checkpoints()),
            TOPICS.invitations(),
            TOPICS.identities());
    String copy = name.apply(original);
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.ensure(topics, PARTITIONS, (short) 1);
    }
    List<ConsumerRecord<byte[], byte[]>> records = read(original);
    change.accept(records);
    records.forEach(record ->
        send(
            new ProducerRecord<>(
                copy, record.partition(), null, record.key(), record.value(), record.headers())));
    producer.flush();
    return topics;
  }

  @Override
  public void close() {
    producer.close();
    sink.close();
    processor.close();
    broker.close();
  }
}
