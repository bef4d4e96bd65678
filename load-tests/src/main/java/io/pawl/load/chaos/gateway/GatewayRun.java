package io.pawl.load.chaos.gateway;

import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.compose.CommandFailure;
import io.pawl.compose.LocalSystem;
import io.pawl.compose.app.AppChannel;
import io.pawl.compose.app.AppChannels;
import io.pawl.compose.app.AppIdentity;
import io.pawl.compose.app.Deadline;
import io.pawl.compose.app.GatewayProblem;
import io.pawl.load.chaos.Narration;
import io.pawl.load.chaos.RunAudit;
import io.pawl.load.chaos.RunFolder;
import io.pawl.load.outputs.TopicReading;
import io.pawl.load.process.Child;
import io.pawl.load.process.Deployment;
import io.pawl.load.process.GatewayDeployment;
import io.pawl.processor.PrivateKeys;
import io.pawl.ratchet.GrantKeys;
import io.pawl.stream.Topics;
import io.pawl.stream.codec.Codec;
import io.pawl.stream.registry.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * One run: apps of two gateways talk both ways on many channels, which are rekeyed now and then,
 * while one gateway after the other is killed and comes back.
 */
final class GatewayRun {
  /** For whatever an app waits for: a run of many kills takes minutes. */
  private static final Duration RUN = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Between a confirmation and the next message of the same direction. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final GatewaySettings settings;
  private final Random random;
  private final GatewayDeployment deployment;
  private final List<HeldGateway> gateways;
  private final Narration narration;
  private final List<AppChannel> channels = new ArrayList<>();
  private final List<Talk> talks = new ArrayList<>();
  private int recoveries;
  private long rekeys;

  /**
   * How it is to be.
   *
   * @param kills of gateways, at least 1
   * @param channels at least 1
   * @param seed decides which gateway is killed, and when
   * @param keep whether the data of a run in which all was right is kept too
   */
  record GatewaySettings(int kills, int channels, long seed, boolean keep) {}

  private GatewayRun(
      GatewaySettings settings,
      GatewayDeployment deployment,
      List<HeldGateway> gateways,
      Narration narration) {
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.deployment = deployment;
    this.gateways = gateways;
    this.narration = narration;
  }

  /** Runs; unless all is right, leaves the run's folder and says where. */
  static GatewayReport run(GatewaySettings settings, PrintWriter err)
      throws IOException, InterruptedException {
    return RunFolder.with(
        settings.keep(), err, folder -> run(settings, folder, new Narration(err)));
  }

  private static GatewayReport run(GatewaySettings settings, Path folder, Narration narration)
      throws IOException, InterruptedException {
    var deployment = new GatewayDeployment(folder, Deployment.freePort());
    try (Child system = deployment.system();
        HttpClient http = HttpClient.newHttpClient()) {
      awaitKeys(deployment, system);
      try (HeldGateway first = new HeldGateway(deployment, "gateway-1", http);
          HeldGateway second = new HeldGateway(deployment, "gateway-2", http)) {
        return new GatewayRun(settings, deployment, List.of(first, second), narration).run();
      }
    }
  }

  /** The first thing that a system makes; the rest a gateway waits for. */
  private static void awaitKeys(GatewayDeployment deployment, Child system)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(deployment.folder().resolve(LocalSystem.KEYS))) {
      if (!system.isAlive() || System.nanoTime() > end) {
        throw new CommandFailure("the system did not start, see " + deployment.output("system"));
      }
      Thread.sleep(PAUSE);
    }
  }

  private GatewayReport run() throws IOException, InterruptedException {
    say("starting broker, processor, sink and gateways");
    for (HeldGateway gateway : gateways) {
      gateway.awaitReady();
    }
    say("opening %d channels".formatted(settings.channels()));
    for (int i = 0; i < settings.channels(); i++) {
      begin(i);
    }
    for (int kill = 0; kill < settings.kills(); kill++) {
      kill();
      talks.forEach(Talk::check);
    }
    finish();
    return report();
  }

  /** Two apps and a channel between them, and both begin to talk. */
  private void begin(int number) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(RUN);
    AppIdentity alice = gateways.getFirst().register("alice-" + number);
    AppIdentity bob = gateways.getLast().register("bob-" + number);
    var ofAlice = new AppChannels(gateways.getFirst().client(alice, deadline), deadline);
    var ofBob = new AppChannels(gateways.getLast().client(bob, deadline), deadline);
    AppChannel offered = ofAlice.offer(String.valueOf(bob.identity()));
    AppChannel accepted = ofBob.offered();
    offered.awaitOpen();
    // A channel each for sending, receiving and rekeying: each waits for its own answers.
    channels.add(offered);
    talks.add(
        new Talk(
            "there-" + number,
            offered.through(gateways.getFirst().client(alice, deadline)),
            accepted.through(gateways.getLast().client(bob, deadline)),
            PAUSE));
    talks.add(
        new Talk(
            "back-" + number,
            accepted.through(gateways.getLast().client(bob, deadline)),
            offered.through(gateways.getFirst().client(alice, deadline)),
            PAUSE));
  }

  private void kill() throws IOException, InterruptedException {
    Thread.sleep(random.nextInt(2_000));
    if (random.nextBoolean()) {
      rekey(channels.get(random.nextInt(channels.size())));
    }
    HeldGateway victim = gateways.get(random.nextInt(gateways.size()));
    int down = random.nextInt(1_000);
    say("killing %s for %d ms".formatted(victim.name(), down));
    victim.kill();
    Thread.sleep(down);
    victim.startAgain();
    victim.awaitReady();
    recoveries++;
  }

  /** Without waiting for its end half of the time: the kill is to come in the middle of it. */
  private void rekey(AppChannel channel) throws InterruptedException {
    int next = channel.state().path("epoch").asInt() + 1;
    say("rekeying %s to version %d".formatted(channel.id(), next));
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              try {
                channel.rekey(next, "routine");
              } catch (GatewayProblem | CommandFailure e) {
                // It is asked again when the epoch is counted.
                say("the rekey was not done at once: " + e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    if (random.nextBoolean()) {
      asking.join(PATIENCE);
    } else {
      Thread.sleep(random.nextInt(50));
    }
  }

  private void finish() throws InterruptedException {
    say("waiting for what is under way");
    talks.forEach(Talk::stopSending);
    for (Talk talk : talks) {
      talk.finish(PATIENCE);
    }
    talks.forEach(Talk::check);
    for (AppChannel channel : channels) {
      rekeys += channel.state().path("epoch").asInt() - 1;
    }
  }

  private GatewayReport report() throws IOException {
    Topics topics = Topics.of(Topics.DEFAULT_PREFIX);
    try (SchemaRegistry registry =
            SchemaRegistry.connect(Map.of("schema.registry.url", deployment.registryUrl()));
        TopicReading reading = new TopicReading(deployment.client(), "read_uncommitted")) {
      Codec codec = Codec.create(registry, topics).blockOptional(PATIENCE).orElseThrow();
      var counters = new CounterCheck(codec);
      counters.read(reading, topics.log(), LocalSystem.PARTITIONS);
      return new GatewayReport(
          settings.seed(),
          settings.kills(),
          sum(Talk::sent),
          sum(Talk::received),
          sum(Talk::lost),
          sum(Talk::duplicated),
          sum(Talk::repeatedAfterAcknowledgement),
          counters.reused(),
          rekeys,
          recoveries,
          counters.envelopes(),
          audit(topics, codec));
    }
  }

  /** Beside the running system: what is decided by now is all that the apps have waited for. */
  private AuditReport audit(Topics topics, Codec codec) throws IOException {
    Path keys = deployment.folder().resolve(LocalSystem.KEYS);
    return RunAudit.of(
        deployment.client(), topics, codec, GrantKeys.of(PrivateKeys.read(keys)), this::say);
  }

  private long sum(ToLongFunction<Talk> count) {
    return talks.stream().mapToLong(count).sum();
  }

  private void say(String what) {
    narration.say(what);
  }
}
