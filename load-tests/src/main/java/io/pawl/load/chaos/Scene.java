package io.pawl.load.chaos;

import io.pawl.checkpoint.SinkSettings;
import io.pawl.load.chaos.check.Outputs;
import io.pawl.load.chaos.process.Child;
import io.pawl.load.chaos.process.Deployment;
import io.pawl.load.chaos.process.RegistryServer;
import io.pawl.load.chaos.process.SinkOptions;
import io.pawl.load.chaos.traffic.Traffic;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.stream.BrokerUnavailable;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.TopicAdmin;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A deployment in processes of their own, with traffic through it: what a run breaks. */
final class Scene implements AutoCloseable {
  static final int PARTITIONS = 4;

  /** Always there; one more may come and go. */
  static final int RESIDENTS = 2;

  private static final int PRIVATE_KEY_BYTES = 32;

  /** So few that positions are written out all the time, and recoveries have work to do. */
  private static final long REPLAY_RECORDS = 500;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A partition that stands still for so long is stuck. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final ChaosSettings settings;
  private final PrintWriter err;
  private final RegistryServer registry;
  private final Deployment deployment;
  private final Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
  private final AgreementKey key;
  private final GrantKeys keys;
  private final Codec codec;
  private final Processors processors;
  private final Group group;
  private final Sight sight;
  private final Feed feed;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private Child broker;
  private Child sink;

  /**
   * Starts everything, opens the traffic's channels, and waits until all is well.
   *
   * @param folder of the processes' data and output
   * @param random decides the processors' key
   */
  Scene(
      ChaosSettings settings, SinkOptions sinkOptions, Path folder, Random random, PrintWriter err)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.err = err;
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
              folder, Deployment.freePort(), registry.url(), keyFile, REPLAY_RECORDS, sinkOptions);
      say("starting the broker");
      broker = deployment.broker();
      keep(() -> broker.close());
      awaitTopics();
      codec =
          Codec.create(
                  keep(SchemaRegistry.connect(Map.of("schema.registry.url", registry.url()))),
                  topics)
              .blockOptional(PATIENCE)
              .orElseThrow();
      group = keep(new Group(deployment.client(), ProcessorSettings.DEFAULT_GROUP));
      say("starting processors and sink");
      processors = keep(new Processors(deployment, err));
      IntStream.rangeClosed(1, RESIDENTS).mapToObj(Processors::name).forEach(processors::start);
      sink = deployment.sink();
      keep(() -> sink.close());
      sight =
          keep(new Sight(deployment.client(), topics, PARTITIONS, new Outputs(topics, registry)));
      say("opening %d channels".formatted(settings.channels()));
      feed = keep(feed());
      feed.awaitOpened();
      settle();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    open.push(part);
    return part;
  }

  private void awaitTopics() throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try (TopicAdmin admin = TopicAdmin.connect(deployment.client(), Duration.ofSeconds(5))) {
        var _ = admin.ensure(topics, PARTITIONS, (short) 1);
        return;
      } catch (BrokerUnavailable e) {
        if (!broker.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
          throw e;
        }
        Thread.sleep(LOOK_AGAIN);
      }
    }
  }

  private Feed feed() {
    return Feed.start(
        deployment.client(),
        topics.log(),
        PARTITIONS,
        settings.rate(),
        appender ->
            new Traffic(
                new SplittableRandom(settings.seed()),
                settings.channels(),
                PARTITIONS,
                key.publicKey(),
                keys,
                codec,
                appender));
  }

  Deployment deployment() {
    return deployment;
  }

  Topics topics() {
    return topics;
  }

  Codec codec() {
    return codec;
  }

  RegistryServer registry() {
    return registry;
  }

  /** Of the processors. */
  GrantKeys keys() {
    return keys;
  }

  Processors processors() {
    return processors;
  }

  Sight sight() {
    return sight;
  }

  void restartBroker() {
    broker.terminate(PATIENCE);
    broker = deployment.broker();
  }

  void killSink() {
    sink.kill();
  }

  void startSink() {
    sink = deployment.sink();
  }

  /** Whether processors have committed all that stands in the log. */
  boolean lanesAreLive() {
    try (var offsets =
        CommittedOffsets.connect(deployment.client(), ProcessorSettings.DEFAULT_GROUP, PATIENCE)) {
      return IntStream.range(0, PARTITIONS)
          .allMatch(
              i -> offsets.committed(new TopicPartition(topics.log(), i)).orElse(0) >= feed.end(i));
    }
  }

  /** Waits until the sink has folded all facts, once no processor runs. */
  void awaitFolded() throws InterruptedException {
    long start = System.nanoTime();
    try (var offsets =
            CommittedOffsets.connect(deployment.client(), SinkSettings.DEFAULT_GROUP, PATIENCE);
        var reader =
            PartitionReader.connect(deployment.client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      for (TopicPartition partition : reader.partitions(topics.facts())) {
        // The last offset is the marker of the processor's last transaction.
        while (offsets.committed(partition).orElse(0) < reader.end(partition) - 1
            && !isStuck(start)) {
          Thread.sleep(LOOK_AGAIN);
        }
      }
    }
  }

  /** Records that stand in the log, as far as the broker has said. */
  long logged() {
    return IntStream.range(0, PARTITIONS).mapToLong(feed::end).sum();
  }

  /** Throws if the traffic could not go on. */
  void checkTraffic() {
    feed.check();
  }

  /** Ends the traffic, and waits until all of it has outcomes. */
  void endTraffic() throws InterruptedException {
    say("waiting for the last outcomes");
    feed.stop();
    settle();
  }

  /**
   * Waits until the group is at rest with all its members, and all that stands in the log then has
   * an outcome.
   */
  void settle() throws InterruptedException {
    long start = System.nanoTime();
    while (!group.hasSettled(processors.count()) && !isStuck(start)) {
      look();
    }
    long[] ends = IntStream.range(0, PARTITIONS).mapToLong(feed::end).toArray();
    for (int i = 0; i < PARTITIONS; i++) {
      while (sight.next(i) < ends[i] && !isStuck(start)) {
        look();
      }
      if (sight.next(i) < ends[i]) {
        say("partition %d is stuck at offset %d of %d".formatted(i, sight.next(i), ends[i]));
      }
    }
  }

  private static boolean isStuck(long start) {
    return System.nanoTime() - start > STUCK.toNanos();
  }

  private void look() throws InterruptedException {
    processors.revive();
    feed.check();
    Thread.sleep(LOOK_AGAIN);
  }

  /** Tells a person. */
  void say(String what) {
    err.printf("pawl: %6.1f s  %s%n", (System.nanoTime() - began) / 1e9, what);
    err.flush();
  }

  /** Stops everything, the last started first. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        say("a part did not stop in order: " + e.getMessage());
      }
    }
  }
}
