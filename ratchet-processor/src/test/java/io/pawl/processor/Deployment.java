package io.pawl.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.Retention;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.compose.broker.fixture.KafkaFixture;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Secret;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.LaneSettings;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.TransactionalSink;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.Fact;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics of one test's own on the module's broker, and what a test does with them. */
public final class Deployment implements AutoCloseable {
  static final int PARTITIONS = 3;
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<String, Object> client;
  private final String group = "group-" + UUID.randomUUID();
  private final LogIdentity log;
  private final String prefix = "test-" + UUID.randomUUID();
  private final Topics topics = Topics.of(prefix);
  private final SchemaRegistry registry;
  private final String registryUrl;
  private final Codec codec;
  private final AgreementKey key;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> unwritten = new AtomicReference<>();

  public Deployment(KafkaFixture broker) {
    this(broker.bootstrapServers());
  }

  /** On a broker that a test has for itself. */
  public Deployment(EmbeddedKafka broker) {
    this(broker.bootstrapServers());
  }

  private Deployment(String bootstrapServers) {
    this(bootstrapServers, "mock://" + UUID.randomUUID());
  }

  /** With the registry at {@code url}. */
  public Deployment(KafkaFixture broker, String url) {
    this(broker.bootstrapServers(), url);
  }

  /** The same on a broker that a test has for itself. */
  public Deployment(EmbeddedKafka broker, String url) {
    this(broker.bootstrapServers(), url);
  }

  private Deployment(String bootstrapServers, String url) {
    this(bootstrapServers, SchemaRegistry.connect(Map.of("schema.registry.url", url)), url);
  }

  Deployment(KafkaFixture broker, SchemaRegistry registry) {
    this(broker.bootstrapServers(), registry, "");
  }

  private Deployment(String bootstrapServers, SchemaRegistry registry, String registryUrl) {
    this.registryUrl = registryUrl;
    this.client = Map.of("bootstrap.servers", bootstrapServers);
    this.registry = registry;
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      log = admin.ensure(topics, PARTITIONS, (short) 1);
    }
    codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
    byte[] scalar = new byte[32];
    Arrays.fill(scalar, (byte) 7);
    key = AgreementKey.of(Secret.owning(scalar));
    var settings = new HashMap<>(client);
    // The topics decide what is too large, not this client.
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Map<String, Object> client() {
    return client;
  }

  String group() {
    return group;
  }

  LogIdentity log() {
    return log;
  }

  public Topics topics() {
    return topics;
  }

  public Codec codec() {
    return codec;
  }

  Bytes processorsKey() {
    return key.publicKey();
  }

  GrantKeys grantKeys() {
    byte[] scalar = new byte[32];
    Arrays.fill(scalar, (byte) 7);
    return GrantKeys.of(List.of(AgreementKey.of(Secret.owning(scalar))));
  }

  /** What a service of this deployment is told; its key goes into {@code folder}. */
  public List<String> arguments(Path folder) {
    Path keys = folder.resolve(prefix + ".keys");
    byte[] scalar = new byte[32];
    Arrays.fill(scalar, (byte) 7);
    try {
      Files.writeString(keys, Base64.getEncoder().encodeToString(scalar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(
        "--pawl.kafka.bootstrap.servers=" + client.get("bootstrap.servers"),
        "--pawl.topics.prefix=" + prefix,
        "--pawl.group=" + group,
        "--pawl.registry.url=" + registryUrl,
        "--pawl.private-keys-file=" + keys);
  }

  RatchetProcessor processor() {
    return processor(ProcessorSettings.of(client, topics).replayRecords());
  }

  RatchetProcessor processor(long replayRecords) {
    ProcessorSettings defaults = ProcessorSettings.of(client, topics);
    return processor(
        new ProcessorSettings(
            client, topics, group, defaults.lanes(), replayRecords, defaults.barrierEvery()),
        new SimpleMeterRegistry());
  }

  /** A sink that fences the lane of a partition, as one would whose process was long stopped. */
  TransactionalSink usurper(int partition) {
    return TransactionalSink.connect(client, transactionalId(partition), PATIENCE);
  }

  RatchetProcessor processor(LaneSettings lanes, MeterRegistry meters) {
    ProcessorSettings defaults = ProcessorSettings.of(client, topics);
    return processor(
        new ProcessorSettings(
            client, topics, group, lanes, defaults.replayRecords(), defaults.barrierEvery()),
        meters);
  }

  private RatchetProcessor processor(ProcessorSettings settings, MeterRegistry meters) {
    return new RatchetProcessor(settings, log, codec, grantKeys(), meters);
  }

  /** The fence of a partition. */
  String transactionalId(int partition) {
    return group + "." + topics.log() + "." + partition;
  }

  void write(ProducerRecord<byte[], byte[]> record) {
    var _ =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                unwritten.compareAndSet(null, failure);
              }
            });
  }

  /** Writes a record where it belongs. */
  public void write(LogRecord record) {
    write(record.channel().partition(PARTITIONS), record.channel().toBytes(), codec.encode(record));
  }

  public void write(int partition, byte @Nullable [] key, byte @Nullable [] value) {
    write(new ProducerRecord<>(topics.log(), partition, key, value));
  }

  /** Writes a value to any topic, as somebody might who should not. */
  void tamper(String topic, int partition, byte @Nullable [] key, byte @Nullable [] value) {
    var _ = producer.send(new ProducerRecord<>(topic, partition, key, value));
    producer.flush();
  }

  /** Deletes all records before {@code offset}; -1 for all that there are. */
  void truncate(String topic, int partition, long offset) {
    operate(admin ->
        admin
            .deleteRecords(
                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
            .all()
            .get());
  }

  /** One whose channel is in that partition. */
  Conversation conversation(SplittableRandom random, int partition) {
    Conversation conversation;
    do {
      conversation = new Conversation(random, processorsKey());
    } while (conversation.channel().partition(PARTITIONS) != partition);
    return conversation;
  }

  /** Does something that operators can do to a cluster. */
  void operate(Operation operation) {
    try (Admin admin = Admin.create(client)) {
      operation.run(admin);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What operators do. */
  @FunctionalInterface
  interface Operation {
    void run(Admin admin) throws Exception;
  }

  /** Writes a fact, as only a lane may. */
  void tell(int partition, Fact fact) {
    var _ =
        producer.send(
            new ProducerRecord<>(topics.facts(), partition, null, codec.encodeFact(fact)));
    producer.flush();
  }

  /** Returns when all that was written stands in the log. */
  void flush() {
    producer.flush();
    assertThat(unwritten.get()).isNull();
  }

  /** Transactions of the group's lanes that have begun and not ended. */
  public long openTransactions() {
    return transactions(EnumSet.of(TransactionState.ONGOING));
  }

  /** Those whose end is decided, and not yet marked in every partition that they wrote to. */
  private long endingTransactions() {
    return transactions(
        EnumSet.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));
  }

  private long transactions(Set<TransactionState> states) {
    try (Admin admin = Admin.create(client)) {
      var inState = new ListTransactionsOptions().filterStates(states);
      return admin.listTransactions(inState).all().get().stream()
          .filter(transaction -> transaction.transactionalId().startsWith(group))
          .count();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A sink of this deployment's facts. */
  CheckpointSink sink() {
    return sink(1_000_000);
  }

  CheckpointSink sink(long snapshotEvery) {
    return sink(snapshotEvery, log);
  }

  /** A sink that takes the facts for those of another log. */
  CheckpointSink sink(LogIdentity other) {
    return sink(1_000_000, other);
  }

  private CheckpointSink sink(long snapshotEvery, LogIdentity identity) {
    return new CheckpointSink(
        new SinkSettings(
            client,
            topics,
            group + "-sink",
            group,
            LaneSettings.DEFAULT,
            snapshotEvery,
            Duration.ofDays(1),
            Retention.DEFAULT),
        identity,
        codec,
        new SimpleMeterRegistry());
  }

  /** Waits until the sink has folded every fact. */
  void awaitFolded() {
    try (var offsets = CommittedOffsets.connect(client, group + "-sink", PATIENCE)) {
      for (int i = 0; i < PARTITIONS; i++) {
        var partition = new TopicPartition(topics.facts(), i);
        List<ConsumerRecord<byte[], byte[]>> facts = committed(topics.facts(), i);
        long last = facts.isEmpty() ? 0 : facts.getLast().offset() + 1;
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(offsets.committed(partition).orElse(0)).isGreaterThanOrEqualTo(last));
      }
    }
  }

  /** Waits until all that was written is judged. */
  public void awaitJudged() {
    flush();
    try (var offsets = CommittedOffsets.connect(client, group, PATIENCE);
        var reader = PartitionReader.connect(client, IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      for (int i = 0; i < PARTITIONS; i++) {
        var partition = new TopicPartition(topics.log(), i);
        long end = reader.end(partition);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(offsets.committed(partition).orElse(0)).isEqualTo(end));
      }
    }
  }

  /**
   * All records of a partition that a consumer of outputs sees. A commit returns before its markers
   * are everywhere, so what has been committed is waited for.
   */
  public List<ConsumerRecord<byte[], byte[]>> committed(String topic, int partition) {
    await().atMost(PATIENCE).until(() -> endingTransactions() == 0);
    return read(topic, partition, IsolationLevel.READ_COMMITTED);
  }

  List<ConsumerRecord<byte[], byte[]>> log(int partition) {
    return read(topics.log(), partition, IsolationLevel.READ_UNCOMMITTED);
  }

  private List<ConsumerRecord<byte[], byte[]>> read(
      String topic, int number, IsolationLevel isolation) {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    var partition = new TopicPartition(topic, number);
    try (var reader = PartitionReader.connect(client, isolation, PATIENCE)) {
      reader.read(partition, reader.beginning(partition), reader.end(partition), records::addAll);
    }
    return records;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    registry.close();
  }
}
