package io.pawl.load.process;

import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.stream.BrokerUnavailable;
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
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A deployment in processes of their own: first a broker with topics and a registry, then
 * processors and a sink.
 */
public final class RunningSystem implements AutoCloseable {
  /** Of each topic. */
  public static final int PARTITIONS = 4;

  /** For a broker to come up, or to end in order. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private static final int PRIVATE_KEY_BYTES = 32;

  private final Consumer<String> news;
  private final Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
  private final AgreementKey key;
  private final GrantKeys keys;
  private final RegistryServer registry;
  private final Deployment deployment;
  private final LogIdentity log;
  private final Codec codec;
  private final Processors processors;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Child broker;
  private @Nullable Child sink;

  /**
   * How the deployment is to be.
   *
   * @param replayRecords after which processors write out dirty positions
   * @param ports of the processors; 0 for any
   */
  public record Setup(long replayRecords, SinkOptions sink, Jvms jvms, IntSupplier ports) {}

  /**
   * Starts broker and registry, and creates the topics.
   *
   * @param folder of the processes' data and output
   * @param random decides the processors' key
   * @param news told what is being done, for people
   */
  public RunningSystem(Path folder, Random random, Setup setup, Consumer<String> news)
      throws IOException, InterruptedException {
    this.news = news;
    try {
      byte[] scalar = new byte[PRIVATE_KEY_BYTES];
      random.nextBytes(scalar);
      Path keyFile = folder.resolve("processors.key");
      Files.writeString(keyFile, Base64.getEncoder().encodeToString(scalar));
      key = AgreementKey.of(Secret.owning(scalar));
      keys = GrantKeys.of(List.of(key));
      registry = keep(RegistryServer.start());
      deployment =
          new Deployment(
              folder,
              Deployment.freePort(),
              registry.url(),
              keyFile,
              setup.replayRecords(),
              setup.sink(),
              setup.jvms());
      news.accept("starting the broker");
      broker = deployment.broker();
      keep(() -> broker.close());
      log = awaitTopics();
      codec =
          Codec.create(
                  keep(SchemaRegistry.connect(Map.of("schema.registry.url", registry.url()))),
                  topics)
              .blockOptional(PATIENCE)
              .orElseThrow();
      processors = keep(new Processors(deployment, setup.ports(), news));
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  private LogIdentity awaitTopics() throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try (TopicAdmin admin = TopicAdmin.connect(deployment.client(), Duration.ofSeconds(5))) {
        return admin.ensure(topics, PARTITIONS, (short) 1);
      } catch (BrokerUnavailable e) {
        if (!broker.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
          throw e;
        }
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  /** Starts the first {@code count} processors, and the sink. */
  public void startServices(int count) {
    news.accept("starting processors and sink");
    IntStream.rangeClosed(1, count).mapToObj(Processors::name).forEach(processors::start);
    startSink();
    keep(this::killSink);
  }

  /** How its processes are started. */
  public Deployment deployment() {
    return deployment;
  }

  /** Their names. */
  public Topics topics() {
    return topics;
  }

  /** The log's identity. */
  public LogIdentity log() {
    return log;
  }

  /** Between bytes and records. */
  public Codec codec() {
    return codec;
  }

  /** Where schemas are. */
  public RegistryServer registry() {
    return registry;
  }

  /** The processors' own. */
  public AgreementKey key() {
    return key;
  }

  /** What the processors have of it. */
  public GrantKeys keys() {
    return keys;
  }

  /** The processors. */
  public Processors processors() {
    return processors;
  }

  /** The broker's process. */
  public Child broker() {
    return broker;
  }

  /** Ends the broker in order, and starts it again. */
  public void restartBroker() {
    broker.terminate(PATIENCE);
    broker = deployment.broker();
  }

  /** SIGKILL, if one runs. */
  public void killSink() {
    if (sink != null) {
      sink.kill();
    }
  }

  /** Starts the sink, or starts it again. */
  public void startSink() {
    sink = deployment.sink();
  }

  /** Stops everything, the last started first. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        news.accept("a part did not stop in order: " + e.getMessage());
      }
    }
  }
}
