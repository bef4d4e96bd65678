package io.pawl.compose;

import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.channel.PlatformEntropy;
import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.broker.EmbeddedKafka;
import io.pawl.processor.PrivateKeys;
import io.pawl.processor.ProcessorSettings;
import io.pawl.processor.RatchetProcessor;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.Bytes;
import io.pawl.ratchet.Entropy;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.codec.LogIdentity;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole system in this process, on an embedded Kafka: broker, processor and sink. */
public final class LocalSystem implements AutoCloseable {
  /** Enough for a lane per core twice over, and few enough to start at once. */
  public static final int PARTITIONS = 4;

  /** A broker in the same process answers at once or never. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int PRIVATE_KEY_LENGTH = 32;
  private static final short REPLICATION = 1;

  /** The processors' private keys, in the folder. */
  public static final String KEYS = "processor.keys";

  private static final Logger logger = LoggerFactory.getLogger(LocalSystem.class);

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final String registryUrl;
  private final Map<String, Object> client;
  private final Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
  private final LogIdentity log;
  private final Codec codec;
  private final Bytes processorsKey;
  private final RatchetProcessor processor;

  private LocalSystem(
      BrokerSettings settings,
      String registryUrl,
      List<AgreementKey> keys,
      MeterRegistry meters,
      Consumer<String> stages) {
    this.registryUrl = registryUrl;
    try {
      stages.accept("starting the broker");
      EmbeddedKafka broker = keep(EmbeddedKafka.start(settings));
      client = Map.of("bootstrap.servers", broker.bootstrapServers());
      stages.accept("creating the topics");
      try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
        log = admin.ensure(topics, PARTITIONS, REPLICATION);
      }
      SchemaRegistry registry =
          keep(SchemaRegistry.connect(Map.of("schema.registry.url", registryUrl)));
      codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
      stages.accept("starting processor and sink");
      processorsKey = keys.getFirst().publicKey();
      processor =
          keep(
              new RatchetProcessor(
                  ProcessorSettings.of(client, topics), log, codec, GrantKeys.of(keys), meters));
      keep(new CheckpointSink(SinkSettings.of(client, topics), log, codec, meters));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything with data that goes when it is closed; when this returns, clients can
   * connect.
   *
   * @param entropy for the processors' key
   * @param stages told what is being done, for people
   */
  public static LocalSystem start(Entropy entropy, MeterRegistry meters, Consumer<String> stages) {
    AgreementKey key = AgreementKey.of(Secret.owning(entropy.bytes(PRIVATE_KEY_LENGTH)));
    return new LocalSystem(
        BrokerSettings.temporary(),
        SchemaRegistry.MOCK + UUID.randomUUID(),
        List.of(key),
        meters,
        stages);
  }

  /**
   * Starts everything with its data in a folder, and goes on with what is there.
   *
   * @param port of the broker on 127.0.0.1, or 0 for a free one
   * @throws IOException if the folder cannot be used
   */
  public static LocalSystem start(
      Path folder, int port, MeterRegistry meters, Consumer<String> stages) throws IOException {
    Files.createDirectories(folder);
    Path keys = folder.resolve(KEYS);
    if (!Files.exists(keys)) {
      PrivateKeys.generate(keys, new PlatformEntropy()).erase();
    }
    return new LocalSystem(
        BrokerSettings.temporary().onPort(port).in(kafkaFolder(folder)),
        registryUrl(folder),
        PrivateKeys.read(keys),
        meters,
        stages);
  }

  private <T extends AutoCloseable> T keep(T part) {
    started.push(part);
    return part;
  }

  /** Where the broker's data is, of a system with its data in {@code folder}. */
  public static Path kafkaFolder(Path folder) {
    return folder.resolve("kafka");
  }

  /** The address of the schema registry of a system with its data in {@code folder}. */
  public static String registryUrl(Path folder) {
    return folder.resolve("schemas").toUri().toString();
  }

  /** The address of the schema registry. */
  public String registryUrl() {
    return registryUrl;
  }

  /** What every Kafka client needs to connect. */
  public Map<String, Object> client() {
    return client;
  }

  /** The topics' names. */
  public Topics topics() {
    return topics;
  }

  /** The log's identity; all topics have as many partitions. */
  public LogIdentity log() {
    return log;
  }

  /** Between bytes and records. */
  public Codec codec() {
    return codec;
  }

  /** The processors' X25519 public key, 32 bytes. */
  public Bytes processorsKey() {
    return processorsKey;
  }

  /** The processor. */
  public RatchetProcessor processor() {
    return processor;
  }

  /** Stops everything, the last started first. */
  @Override
  public void close() {
    // One that fails to stop must not keep the others running.
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        logger.warn(
            "{} did not stop in order: {}", part.getClass().getSimpleName(), e.getMessage());
      }
    }
  }
}
