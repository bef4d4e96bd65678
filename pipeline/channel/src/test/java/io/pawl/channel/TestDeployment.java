package io.pawl.channel;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Event;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.LogRecord;
import io.pawl.ratchet.Policy;
import io.pawl.ratchet.Secret;
import io.pawl.ratchet.SigningKey;
import io.pawl.stream.LogWriter;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.PatientDecoder;
import io.pawl.stream.registry.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Topics of one test on the shared broker, a processor, and whatever clients the test makes. */
final class TestDeployment implements AutoCloseable {
  static final int PARTITIONS = 4;
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Small slots, so that a test crosses many. */
  static final Policy SMALL = new Policy(32, 16, 32, 64, 4, 3, 8, 0, 0, List.of());

  private final Deque<Runnable> open = new ArrayDeque<>();
  private final Map<String, Object> client;
  private final Topics topics = Topics.of("test-" + UUID.randomUUID());
  private final SchemaRegistry registry;
  private final Codec codec;
  private final SigningKeys keys;
  private final Bytes processorsKey;
  private final AgreementKey processorsPrivateKey;
  private @Nullable TestProcessor processor;
  private final MeterRegistry meters = new SimpleMeterRegistry();

  /** Keys from a seed. */
  private record SigningKeys(Random random) {
    Secret secret() {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      return Secret.owning(bytes);
    }
  }

  private TestDeployment(Broker broker, long seed) {
    client = broker.client();
    keys = new SigningKeys(new Random(seed));
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.ensure(topics, PARTITIONS, (short) 1);
    }
    registry = SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    open.push(registry::close);
    codec = Objects.requireNonNull(Codec.create(registry, topics).block(PATIENCE));
    AgreementKey key = AgreementKey.of(keys.secret());
    processorsKey = key.publicKey();
    processorsPrivateKey = key;
  }

  /** Topics alone. */
  static TestDeployment silent(Broker broker, long seed) {
    return new TestDeployment(broker, seed);
  }

  /** With a processor that says what {@code voice} makes of its events. */
  static TestDeployment saying(Broker broker, long seed, Function<Event, Event> voice) {
    var deployment = new TestDeployment(broker, seed);
    deployment.process(voice, record -> null);
    return deployment;
  }

  /** With a processor that refuses what {@code veto} has an event for. */
  static TestDeployment refusing(
      Broker broker, long seed, Function<LogRecord, @Nullable Event> veto) {
    var deployment = new TestDeployment(broker, seed);
    deployment.process(event -> event, veto);
    return deployment;
  }

  private void process(Function<Event, Event> voice, Function<LogRecord, @Nullable Event> veto) {
    var started =
        new TestProcessor(
            client,
            topics,
            PARTITIONS,
            codec,
            GrantKeys.of(List.of(processorsPrivateKey)),
            voice,
            veto);
    open.push(started::close);
    processor = started;
  }

  /** With a processor that keeps to the rules. */
  static TestDeployment honest(Broker broker, long seed) {
    return saying(broker, seed, event -> event);
  }

  ChannelClient client() {
    return client(ChannelLimits.DEFAULT);
  }

  ChannelClient client(Delivery delivery) {
    return client(ChannelLimits.DEFAULT, delivery);
  }

  ChannelClient client(ChannelLimits limits) {
    return client(limits, Delivery.ONCE_HANDED_OVER);
  }

  /** A client whose channels are refreshed like that if nothing else is said. */
  ChannelClient client(Refresh refresh) {
    return client(settings().with(refresh));
  }

  ChannelClient client(ChannelLimits limits, Delivery delivery) {
    return client(settings().with(limits).with(delivery));
  }

  private ClientSettings settings() {
    return ClientSettings.of(client, topics, processorsKey);
  }

  private ChannelClient client(ClientSettings settings) {
    ChannelClient connected = ChannelClient.connect(settings, codec, meters);
    open.push(connected::close);
    return connected;
  }

  /** What channels share, with another writer in it: for one part of a channel by itself. */
  Connection connection(LogWriter writer, ChannelLimits limits) {
    return connection(
        writer,
        limits,
        () -> PartitionReader.connect(client, IsolationLevel.READ_UNCOMMITTED, PATIENCE));
  }

  /**
   * The same.
   *
   * @param logReaders what searches of the log read with
   */
  Connection connection(
      LogWriter writer, ChannelLimits limits, Supplier<PartitionReader> logReaders) {
    var offsets = new LogOffsets(client, topics.log());
    open.push(offsets::close);
    Scheduler workers = Schedulers.newParallel("test-channel", 2, true);
    open.push(workers::dispose);
    var decoder = new PatientDecoder(codec, PATIENCE);
    return new Connection(
        topics.log(),
        PARTITIONS,
        codec,
        writer,
        offsets,
        processorsKey,
        byte[]::new,
        limits,
        Delivery.ONCE_HANDED_OVER,
        new ChannelMetrics(meters),
        new LogSearch(logReaders, Schedulers.boundedElastic(), decoder),
        new AcceptedSearch(
            () -> PartitionReader.connect(client, IsolationLevel.READ_COMMITTED, PATIENCE),
            Schedulers.boundedElastic(),
            decoder),
        workers,
        Refresh.NEVER);
  }

  /** 32 bytes from the seed. */
  Secret secret() {
    return keys.secret();
  }

  SigningKey identity() {
    return SigningKey.fromSeed(keys.secret());
  }

  /** Another identity on that client, with a vault in memory. */
  Peer peer(ChannelClient client) {
    return client.peer(identity(), new MemoryVault());
  }

  /** Two peers of that client, and a channel between them. */
  Pair pair(ChannelClient client, Policy policy) {
    return pair(peer(client), peer(client), policy);
  }

  Pair pair(Peer initiator, Peer responder, Policy policy) {
    var both =
        Mono.zip(
                initiator.open(responder.identity(), policy),
                responder.invitations().next().flatMap(Invitation::accept))
            .block(PATIENCE);
    Objects.requireNonNull(both);
    return new Pair(both.getT1(), both.getT2());
  }

  /** Both ends of a channel. */
  record Pair(PeerChannel initiator, PeerChannel responder) {}

  String bootstrapServers() {
    return String.valueOf(client.get("bootstrap.servers"));
  }

  Bytes processorsKey() {
    return processorsKey;
  }

  TestProcessor processor() {
    return Objects.requireNonNull(processor);
  }

  Codec codec() {
    return codec;
  }

  SchemaRegistry registry() {
    return registry;
  }

  Topics topics() {
    return topics;
  }

  MeterRegistry meters() {
    return meters;
  }

  /** What a counter says; 0 if it does not exist. */
  double count(String name, String... tags) {
    var counter = meters.find(name).tags(tags).counter();
    return counter == null ? 0 : counter.count();
  }

  /** The sum over all clients. */
  double gauge(String name) {
    return meters.find(name).gauges().stream().mapToDouble(Gauge::value).sum();
  }

  /** Deletes what the log has in that partition, as a collector of garbage does. */
  void collect(int partition) throws Exception {
    var all = Map.of(new TopicPartition(topics.log(), partition), RecordsToDelete.beforeOffset(-1));
    try (var admin = Admin.create(client)) {
      admin.deleteRecords(all).all().get();
    }
  }

  /** Writes records past all rules, as someone with access to the brokers can. */
  void inject(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
    try (var producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> record : records) {
        producer.send(record).get();
      }
    }
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
