package io.pawl.channel;

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
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
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
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Topics of one test on the shared broker, a processor, and whatever clients the test makes. */
final class TestDeployment implements AutoCloseable {
  static final int PARTITIONS = 4;
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Small slots, so that a test crosses many. */
  static final Policy SMALL = new Policy(32, 16, 32, 64, 4, 3, 8, 0, 0, List.of());

  private final Deque<Runnable> open = new ArrayDeque<>();
  private final Map<String, Object> client;
  private final Topics topics = Topics.of("test-" + UUID.randomUUID());
  private final Codec codec;
  private final SigningKeys keys;
  private final Bytes processorsKey;
  private final TestProcessor processor;
  private final MeterRegistry meters = new SimpleMeterRegistry();

  /** Keys from a seed. */
  private record SigningKeys(Random random) {
    Secret secret() {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      return Secret.owning(bytes);
    }
  }

  TestDeployment(
      Broker broker,
      long seed,
      Function<Event, Event> voice,
      Function<LogRecord, @Nullable Event> veto) {
    client = broker.client();
    keys = new SigningKeys(new Random(seed));
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.ensure(topics, PARTITIONS, (short) 1);
    }
    SchemaRegistry registry =
        SchemaRegistry.connect(Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    open.push(registry::close);
    codec = Objects.requireNonNull(Codec.create(registry, topics).block(PATIENCE));
    AgreementKey key = AgreementKey.of(keys.secret());
    processorsKey = key.publicKey();
    processor =
        new TestProcessor(
            client, topics, PARTITIONS, codec, GrantKeys.of(List.of(key)), voice, veto);
    open.push(processor::close);
  }

  /** With a processor that keeps to the rules. */
  static TestDeployment honest(Broker broker, long seed) {
    return new TestDeployment(broker, seed, event -> event, record -> null);
  }

  ChannelClient client() {
    return client(ChannelLimits.DEFAULT);
  }

  ChannelClient client(ChannelLimits limits) {
    var settings = ClientSettings.of(client, topics, processorsKey).with(limits);
    ChannelClient connected = ChannelClient.connect(settings, codec, meters);
    open.push(connected::close);
    return connected;
  }

  SigningKey identity() {
    return SigningKey.fromSeed(keys.secret());
  }

  /** Two peers of that client, and a channel between them. */
  Pair pair(ChannelClient client, Policy policy) {
    return pair(client.peer(identity(), new MemoryVault()), client.peer(identity(), new MemoryVault()), policy);
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

  TestProcessor processor() {
    return processor;
  }

  Codec codec() {
    return codec;
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
