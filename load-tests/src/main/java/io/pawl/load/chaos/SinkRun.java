package io.pawl.load.chaos;

import io.pawl.checkpoint.audit.AuditFailure;
import io.pawl.checkpoint.audit.AuditReport;
import io.pawl.load.process.Processors;
import io.pawl.load.process.SinkOptions;
import io.pawl.stream.PartitionReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * One run: a sink that snapshots and collects all the time is killed, and processors have to
 * recover from what it leaves; then an audit.
 */
final class SinkRun {
  /**
   * How long a kill waits for a snapshot to come right before it: a new sink has to start, and the
   * group to notice that the old one is gone.
   */
  private static final Duration SNAPSHOT_COMES = Duration.ofSeconds(60);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Every so many kills of the sink a processor is killed too. */
  private static final int PROCESSOR_KILLED_EVERY = 4;

  /** After every so many kills what is there is audited: at the end most of it is gone. */
  private static final int AUDITED_EVERY = 3;

  private final ChaosSettings settings;
  private final Random random;
  private final Scene scene;
  private final FoldSight sight;
  private final List<AuditReport> audits = new ArrayList<>();

  private SinkRun(ChaosSettings settings, Random random, Scene scene, FoldSight sight) {
    this.settings = settings;
    this.random = random;
    this.scene = scene;
    this.sight = sight;
  }

  /** Runs; unless all is right, leaves the run's folder and says where. */
  static SinkReport run(ChaosSettings settings, PrintWriter err)
      throws IOException, InterruptedException {
    return Stage.run(
        settings,
        SinkOptions.COLLECTING,
        err,
        (scene, random) -> {
          try (FoldSight sight =
              new FoldSight(scene.deployment().client(), scene.topics(), Scene.PARTITIONS)) {
            return new SinkRun(settings, random, scene, sight).run();
          }
        });
  }

  private SinkReport run() throws InterruptedException {
    for (int kill = 1; kill <= settings.kills(); kill++) {
      kill(kill);
      scene.checkTraffic();
      if (kill % AUDITED_EVERY == 0) {
        auditMeanwhile();
      }
    }
    awaitNextSnapshot();
    scene.endTraffic();
    scene.say("starting the processors again, on what is left");
    scene.processors().stopAll();
    for (int i = 1; i <= Scene.RESIDENTS; i++) {
      scene.processors().start(Processors.name(i));
    }
    scene.settle();
    boolean live = scene.lanesAreLive();
    scene.processors().stopAll();
    scene.awaitFolded();
    audit();
    return new SinkReport(
        settings.seed(),
        settings.kills(),
        sight.snapshots(),
        sight.factsIn(),
        sight.recordsOut(),
        collected(scene.topics().log()),
        collected(scene.topics().facts()),
        live,
        audits);
  }

  private void kill(int number) throws InterruptedException {
    Thread.sleep(random.nextInt(1_500));
    boolean rightAfterASnapshot = random.nextBoolean();
    if (rightAfterASnapshot) {
      awaitNextSnapshot();
    }
    int down = random.nextInt(3_000);
    scene.say(
        "killing the sink for %d ms%s"
            .formatted(down, rightAfterASnapshot ? ", right after a snapshot" : ""));
    scene.killSink();
    if (number % PROCESSOR_KILLED_EVERY == 0) {
      var victim = scene.processors().any(random);
      scene.say("killing " + victim.name());
      scene.processors().kill(victim);
      scene.processors().start(victim.name());
    }
    Thread.sleep(down);
    scene.startSink();
    // A sink takes seconds to start, and is not to be killed in its first moment each time.
    if (random.nextInt(3) > 0) {
      awaitNextSnapshot();
    }
  }

  private void awaitNextSnapshot() throws InterruptedException {
    long before = sight.snapshots();
    long start = System.nanoTime();
    while (sight.snapshots() == before && System.nanoTime() - start < SNAPSHOT_COMES.toNanos()) {
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private void auditMeanwhile() {
    try {
      audit();
    } catch (AuditFailure e) {
      // The sink collects what was to be read.
      scene.say(String.valueOf(e.getMessage()));
    }
  }

  private void audit() {
    audits.add(scene.audit());
  }

  /** Offsets that are gone from the beginning of a topic's partitions. */
  private long collected(String topic) {
    long gone = 0;
    try (PartitionReader reader =
        PartitionReader.connect(
            scene.deployment().client(), IsolationLevel.READ_COMMITTED, PATIENCE)) {
      for (TopicPartition partition : reader.partitions(topic)) {
        gone += reader.beginning(partition);
      }
    }
    return gone;
  }
}
