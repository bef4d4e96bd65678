package io.pawl.load.chaos;

import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.load.chaos.check.Findings;
import io.pawl.load.chaos.check.PartitionCheck;
import io.pawl.load.outputs.TopicReading;
import io.pawl.load.process.Child;
import io.pawl.load.process.Processors;
import io.pawl.load.process.SinkOptions;
import io.pawl.stream.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One run: faults of processors and of what is around them, and what a check of the topics finds.
 */
final class ProcessorRun {
  private static final String GUEST = Processors.name(Scene.RESIDENTS + 1);

  /** A processor's session, as architecture and code have it. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  private final ChaosSettings settings;
  private final Random random;
  private final Scene scene;
  private final Pauses pauses = new Pauses();

  private ProcessorRun(ChaosSettings settings, Random random, Scene scene) {
    this.settings = settings;
    this.random = random;
    this.scene = scene;
  }

  /** Runs; unless all is right, leaves the run's folder and says where. */
  static ChaosReport run(ChaosSettings settings, PrintWriter err)
      throws IOException, InterruptedException {
    // The check reads log and facts from their beginning.
    return Stage.run(
        settings,
        SinkOptions.KEEPING,
        err,
        (scene, random) -> new ProcessorRun(settings, random, scene).run());
  }

  private ChaosReport run() throws IOException, InterruptedException {
    pauses.begin(System.currentTimeMillis());
    long started = System.nanoTime();
    inflictAll();
    double seconds = (System.nanoTime() - started) / 1e9;
    scene.endTraffic();
    scene.processors().stopAll();
    scene.awaitFolded();
    scene.killSink();
    scene.sight().close();
    scene.say("checking");
    Findings findings = check();
    AuditReport audit = scene.audit();
    for (Pauses.After after : pauses.faults()) {
      scene.say(
          "paused %d ms after %s%s"
              .formatted(
                  after.longestMillis(),
                  after.fault(),
                  after.alone() ? "" : ", with another fault's consequences"));
    }
    return new ChaosReport(
        settings.seed(), findings, audit, scene.processors().recoveries(), pauses, seconds);
  }

  private void inflictAll() throws InterruptedException {
    long end = settings.length() == null ? Long.MAX_VALUE : settings.length().toNanos();
    long start = System.nanoTime();
    int kills = 0;
    boolean settled = true;
    while (true) {
      for (Fault fault : Fault.round(random)) {
        // A second of traffic on average, so that faults meet lanes in every state.
        Thread.sleep(200 + random.nextInt(1_600));
        scene.checkTraffic();
        boolean settles = random.nextInt(4) > 0;
        pauses.began(fault, System.currentTimeMillis(), settled && settles);
        settled = settles;
        inflict(fault, settles);
        if (settles) {
          scene.settle();
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

  private void inflict(Fault fault, boolean settles) throws InterruptedException {
    Processors processors = scene.processors();
    switch (fault) {
      case KILL -> {
        Child victim = processors.any(random);
        boolean atOnce = random.nextBoolean();
        scene.say("killing " + victim.name() + (atOnce ? ", which comes back at once" : ""));
        processors.kill(victim);
        if (settles && !atOnce) {
          scene.settle();
        }
        processors.start(victim.name());
      }
      case FREEZE -> {
        Child victim = processors.any(random);
        Duration length = SESSION.plusMillis(1_000 + random.nextInt(4_000));
        scene.say("stopping %s for %d ms".formatted(victim.name(), length.toMillis()));
        Child.Freeze freeze = victim.freeze();
        try {
          Thread.sleep(length);
        } finally {
          freeze.thaw();
        }
      }
      case STOP -> {
        String victim = processors.any(random).name();
        scene.say("ending " + victim + " in order");
        processors.stop(victim);
        Thread.sleep(random.nextInt(2_000));
        processors.start(victim);
      }
      case JOIN -> {
        if (processors.isRunning(GUEST)) {
          scene.say(GUEST + " leaves");
          processors.stop(GUEST);
        } else {
          scene.say(GUEST + " joins");
          processors.start(GUEST);
        }
      }
      case BROKER -> {
        scene.say("restarting the broker");
        scene.restartBroker();
      }
      case SINK -> {
        scene.say("killing the sink");
        scene.killSink();
        scene.startSink();
      }
    }
  }

  private Findings check() {
    Topics topics = scene.topics();
    Findings all = Findings.NONE;
    try (TopicReading committed = new TopicReading(scene.deployment().client(), "read_committed");
        TopicReading log = new TopicReading(scene.deployment().client(), "read_uncommitted")) {
      for (int i = 0; i < Scene.PARTITIONS; i++) {
        PartitionCheck check =
            new PartitionCheck(i, Scene.PARTITIONS, scene.keys(), scene.registry(), scene.codec());
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
        check.examples().forEach(scene::say);
        pauses.add(scene.sight().seen(i), offset -> appended.get(Math.toIntExact(offset)));
      }
    }
    return all;
  }
}
