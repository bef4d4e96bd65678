package io.pawl.load.chaos;

import io.pawl.checkpoint.SinkSettings;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.load.chaos.traffic.Traffic;
import io.pawl.load.outputs.Outputs;
import io.pawl.load.process.Deployment;
import io.pawl.load.process.Group;
import io.pawl.load.process.Jvms;
import io.pawl.load.process.Processors;
import io.pawl.load.process.RegistryServer;
import io.pawl.load.process.RunningSystem;
import io.pawl.load.process.SinkOptions;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.CommittedOffsets;
import io.pawl.stream.PartitionReader;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** A deployment in processes of their own, with traffic through it: what a run breaks. */
final class Scene implements AutoCloseable {
  static final int PARTITIONS = RunningSystem.PARTITIONS;

  /** Always there; one more may come and go. */
  static final int RESIDENTS = 2;

  /** So few that positions are written out all the time, and recoveries have work to do. */
  private static final long REPLAY_RECORDS = 500;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A partition that stands still for so long is stuck. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final ChaosSettings settings;
  private final Narration narration;
  private final RunningSystem system;
  private final Group group;
  private final Sight sight;
  private final Feed feed;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /**
   * Starts everything, opens the traffic's channels, and waits until all is well.
   *
   * @param folder of the processes' data and output
   * @param random decides the processors' key
   */
  Scene(
      ChaosSettings settings,
      SinkOptions sinkOptions,
      Path folder,
      Random random,
      Narration narration)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.narration = narration;
    try {
      system =
          keep(
              new RunningSystem(
                  folder,
                  random,
                  new RunningSystem.Setup(REPLAY_RECORDS, sinkOptions, Jvms.BRIEF, () -> 0),
                  this::say));
      group = keep(new Group(deployment().client(), ProcessorSettings.DEFAULT_GROUP));
      system.startServices(RESIDENTS);
      sight =
          keep(
              new Sight(
                  deployment().client(),
                  topics(),
                  PARTITIONS,
                  new Outputs(topics(), system.registry())));
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

  private Feed feed() {
    return Feed.start(
        deployment().client(),
        topics().log(),
        PARTITIONS,
        settings.rate(),
        appender ->
            new Traffic(
                new SplittableRandom(settings.seed()),
                settings.channels(),
                PARTITIONS,
                system.key().publicKey(),
                system.keys(),
                codec(),
                appender));
  }

  Deployment deployment() {
    return system.deployment();
  }

  Topics topics() {
    return system.topics();
  }

  Codec codec() {
    return system.codec();
  }

  RegistryServer registry() {
    return system.registry();
  }

  /** Of the processors. */
  GrantKeys keys() {
    return system.keys();
  }

  Processors processors() {
    return system.processors();
  }

  Sight sight() {
    return sight;
  }

  void restartBroker() {
    system.restartBroker();
  }

  void killSink() {
    system.killSink();
  }

  void startSink() {
    system.startSink();
  }

  /** Whether processors have committed all that stands in the log. */
  boolean lanesAreLive() {
    try (var offsets =
        CommittedOffsets.connect(
            deployment().client(), ProcessorSettings.DEFAULT_GROUP, PATIENCE)) {
      return IntStream.range(0, PARTITIONS)
          .allMatch(i ->
              offsets.committed(new TopicPartition(topics().log(), i)).orElse(0) >= feed.end(i));
    }
  }

  /** Waits until the sink has folded all facts, once no processor runs. */
  void awaitFolded() throws InterruptedException {
    long start = System.nanoTime();
    try (var offsets =
            CommittedOffsets.connect(deployment().client(), SinkSettings.DEFAULT_GROUP, PATIENCE);
        var reader =
            PartitionReader.connect(
                deployment().client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      for (TopicPartition partition : reader.partitions(topics().facts())) {
        // The last offset is the marker of the processor's last transaction.
        while (offsets.committed(partition).orElse(0) < reader.end(partition) - 1
            && !isStuck(start)) {
          Thread.sleep(LOOK_AGAIN);
        }
      }
    }
  }

  /** Holds all that is there against the log. */
  AuditReport audit() {
    return RunAudit.of(deployment().client(), topics(), codec(), keys(), this::say);
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
    while (!group.hasSettled(processors().count()) && !isStuck(start)) {
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
    processors().revive();
    feed.check();
    Thread.sleep(LOOK_AGAIN);
  }

  /** Tells a person. */
  void say(String what) {
    narration.say(what);
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
