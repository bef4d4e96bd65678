package io.pawl.load.chaos;

import io.pawl.load.TemporaryFolder;
import io.pawl.load.chaos.check.Findings;
import io.pawl.load.chaos.check.Outputs;
import io.pawl.load.chaos.check.PartitionCheck;
import io.pawl.load.chaos.check.TopicReading;
import io.pawl.load.chaos.process.Child;
import io.pawl.load.chaos.process.Deployment;
import io.pawl.load.chaos.process.RegistryServer;
import io.pawl.load.chaos.traffic.Traffic;
import io.pawl.processor.ProcessorSettings;
import io.pawl.ratchet.AgreementKey;
import io.pawl.ratchet.GrantKeys;
import io.pawl.ratchet.Secret;
import io.pawl.stream.BrokerUnavailable;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One run: a deployment, traffic through it, faults, and what a check of the topics finds. */
final class ChaosRun implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final int PRIVATE_KEY_BYTES = 32;

  /** So few that positions are written out all the time, and recoveries have work to do. */
  private static final long REPLAY_RECORDS = 2_000;

  /** Always there; one more comes and goes. */
  private static final int RESIDENTS = 2;

  private static final String GUEST = Processors.name(RESIDENTS + 1);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A processor's session, as architecture and code have it. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  /** A partition that stands still for so long is stuck. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final ChaosSettings settings;
  private final PrintWriter err;
  private final Random random;
  private final RegistryServer registry;
  private final Deployment deployment;
  private final Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
  private final AgreementKey key;
  private final GrantKeys keys;
  private final Codec codec;
  private final Processors processors;
  private final Group group;
  private final Pauses pauses = new Pauses();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private Child broker;
  private Child sink;

  private ChaosRun(ChaosSettings settings, Path folder, PrintWriter err)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.err = err;
    this.random = new Random(settings.seed());
    try {
      byte[] scalar = new byte[PRIVATE_KEY_BYTES];
      random.nextBytes(scalar);
      Path keyFile = folder.resolve("processors.key");
      Files.writeString(keyFile, Base64.getEncoder().encodeToString(scalar));
      key = AgreementKey.of(Secret.owning(scalar));
      keys = GrantKeys.of(List.of(key));
      registry = keep(RegistryServer.start());
      deployment =
          new Deployment(folder, Deployment.freePort(), registry.url(), keyFile, REPLAY_RECORDS);
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
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Runs; unless all is right, leaves the run's folder and says where. */
  static ChaosReport run(ChaosSettings settings, PrintWriter err)
      throws IOException, InterruptedException {
    TemporaryFolder folder = TemporaryFolder.create("pawl-chaos-");
    boolean success = false;
    try (ChaosRun run = new ChaosRun(settings, folder.path(), err)) {
      ChaosReport report = run.run();
      success = report.isSuccess() && !settings.keep();
      return report;
    } finally {
      if (success) {
        folder.close();
      } else {
        err.println(
            "pawl: the data of this run, and what its processes said, is in " + folder.path());
        err.flush();
      }
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

  private ChaosReport run() throws IOException, InterruptedException {
    Sight sight =
        keep(Sight.start(deployment.client(), topics, PARTITIONS, new Outputs(topics, registry)));
    Feed feed =
        keep(
            Feed.start(
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
                        appender)));
    say("opening %d channels".formatted(settings.channels()));
    feed.awaitOpened();
    settle(feed, sight);
    pauses.begin(System.currentTimeMillis());
    long started = System.nanoTime();
    inflict(feed, sight);
    double seconds = (System.nanoTime() - started) / 1e9;
    say("waiting for the last outcomes");
    feed.stop();
    settle(feed, sight);
    processors.stopAll();
    sink.kill();
    sight.close();
    say("checking");
    Findings findings = check(sight);
    for (Pauses.After after : pauses.faults()) {
      say(
          "paused %d ms after %s%s"
              .formatted(
                  after.longestMillis(),
                  after.fault(),
                  after.alone() ? "" : ", with another fault's consequences"));
    }
    return new ChaosReport(settings.seed(), findings, recoveries(), pauses, seconds);
  }

  private void inflict(Feed feed, Sight sight) throws InterruptedException {
    long end = settings.length() == null ? Long.MAX_VALUE : settings.length().toNanos();
    long start = System.nanoTime();
    int kills = 0;
    boolean settled = true;
    while (true) {
      for (Fault fault : Fault.round(random)) {
        // A second of traffic on average, so that faults meet lanes in every state.
        Thread.sleep(200 + random.nextInt(1_600));
        feed.check();
        boolean settles = random.nextInt(4) > 0;
        pauses.began(fault, System.currentTimeMillis(), settled && settles);
        settled = settles;
        inflict(fault, settles, feed, sight);
        if (settles) {
          settle(feed, sight);
        }
        kills += fault.isOfProcessor() ? 1 : 0;
        if (settings.length() == null
            ? kills == settings.kills()
            : System.nanoTime() - start > end) {
          return;
        }
      }
    }
  }

  private void inflict(Fault fault, boolean settles, Feed feed, Sight sight)
      throws InterruptedException {
    switch (fault) {
      case KILL -> {
        Child victim = processors.any(random);
        boolean atOnce = random.nextBoolean();
        say("killing " + victim.name() + (atOnce ? ", which comes back at once" : ""));
        processors.kill(victim);
        if (settles && !atOnce) {
          settle(feed, sight);
        }
        processors.start(victim.name());
      }
      case FREEZE -> {
        Child victim = processors.any(random);
        Duration length = SESSION.plusMillis(1_000 + random.nextInt(4_000));
        say("stopping %s for %d ms".formatted(victim.name(), length.toMillis()));
        Child.Freeze freeze = victim.freeze();
        try {
          Thread.sleep(length);
        } finally {
          freeze.thaw();
        }
      }
      case STOP -> {
        String victim = processors.any(random).name();
        say("ending " + victim + " in order");
        processors.stop(victim);
        Thread.sleep(random.nextInt(2_000));
        processors.start(victim);
      }
      case JOIN -> {
        if (processors.isRunning(GUEST)) {
          say(GUEST + " leaves");
          processors.stop(GUEST);
        } else {
          say(GUEST + " joins");
          processors.start(GUEST);
        }
      }
      case BROKER -> {
        say("restarting the broker");
        broker.terminate(PATIENCE);
        broker = deployment.broker();
      }
      case SINK -> {
        say("killing the sink");
        sink.kill();
        sink = deployment.sink();
      }
    }
  }

  /**
   * Waits until the group is at rest with all its members, and all that stands in the log then has
   * an outcome.
   */
  private void settle(Feed feed, Sight sight) throws InterruptedException {
    long start = System.nanoTime();
    while (!group.hasSettled(processors.count()) && !isStuck(start)) {
      look(feed);
    }
    long[] ends = IntStream.range(0, PARTITIONS).mapToLong(feed::end).toArray();
    for (int i = 0; i < PARTITIONS; i++) {
      while (sight.next(i) < ends[i] && !isStuck(start)) {
        look(feed);
      }
      if (sight.next(i) < ends[i]) {
        say("partition %d is stuck at offset %d of %d".formatted(i, sight.next(i), ends[i]));
      }
    }
  }

  private static boolean isStuck(long start) {
    return System.nanoTime() - start > STUCK.toNanos();
  }

  private void look(Feed feed) throws InterruptedException {
    processors.revive();
    feed.check();
    Thread.sleep(LOOK_AGAIN);
  }

  private Findings check(Sight sight) {
    Findings all = Findings.NONE;
    try (TopicReading committed = new TopicReading(deployment.client(), "read_committed");
        TopicReading log = new TopicReading(deployment.client(), "read_uncommitted")) {
      for (int i = 0; i < PARTITIONS; i++) {
        PartitionCheck check = new PartitionCheck(i, PARTITIONS, keys, registry, codec);
        committed.read(topics.accepted(), i, check::accepted);
        committed.read(topics.rejected(), i, check::rejected);
        committed.read(topics.facts(), i, check::fact);
        List<Long> appended = new ArrayList<>();
        log.read(
            topics.log(),
            i,
            entry -> {
              appended.add(entry.timestamp());
              check.log(entry);
            });
        all = all.plus(check.findings());
        check.examples().forEach(this::say);
        pauses.add(sight.seen(i), offset -> appended.get(Math.toIntExact(offset)));
      }
    }
    return all;
  }

  /** Lanes say in their processor's output when they have recovered. */
  private long recoveries() throws IOException {
    long lanes = 0;
    for (int i = 1; i <= RESIDENTS + 1; i++) {
      Path output = deployment.output(Processors.name(i));
      if (Files.exists(output)) {
        try (Stream<String> lines = Files.lines(output)) {
          lanes += lines.filter(line -> line.contains(" is live")).count();
        }
      }
    }
    return lanes;
  }

  private void say(String what) {
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
        err.println("pawl: something did not stop: " + e.getMessage());
      }
    }
  }
}
