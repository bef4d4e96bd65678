package io.pawl.load.chaos;

import io.pawl.load.process.Child;
import io.pawl.load.process.LaneRecovery;
import io.pawl.load.process.SinkOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Steady traffic with snapshots and collection: after each round of snapshots, what the topics take
 * on disk, and how long a killed processor's lanes take to recover.
 */
final class SoakRun {
  /** Some seconds of the traffic. */
  private static final int SNAPSHOT_EVERY = 200;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** A round that takes so long will never end. */
  private static final Duration STUCK = Duration.ofMinutes(5);

  private final int rounds;
  private final Random random;
  private final Scene scene;
  private final FoldSight sight;
  private final TopicDisk disk;
  private final List<SoakReport.Sample> samples = new ArrayList<>();
  private final long began = System.nanoTime();

  private SoakRun(int rounds, Random random, Scene scene, FoldSight sight, TopicDisk disk) {
    this.rounds = rounds;
    this.random = random;
    this.scene = scene;
    this.sight = sight;
    this.disk = disk;
  }

  /**
   * Runs; unless all is right, leaves the run's folder and says where.
   *
   * @param rounds of snapshots, at least 3
   */
  static SoakReport run(int rounds, ChaosSettings settings, PrintWriter err)
      throws IOException, InterruptedException {
    return Stage.run(
        settings,
        new SinkOptions(SNAPSHOT_EVERY, true),
        err,
        (scene, random) -> {
          try (TopicDisk disk = new TopicDisk(scene.deployment().client(), scene.topics());
              FoldSight sight =
                  new FoldSight(scene.deployment().client(), scene.topics(), Scene.PARTITIONS)) {
            return new SoakRun(rounds, random, scene, sight, disk).run();
          }
        });
  }

  private SoakReport run() throws IOException, InterruptedException {
    disk.freeSoon();
    var _ = scene.processors().newRecoveries();
    for (int round = 1; round <= rounds; round++) {
      awaitSnapshots(round);
      sample();
      scene.say("round %d of %d".formatted(round, rounds));
    }
    scene.endTraffic();
    return new SoakReport(samples, scene.logged());
  }

  private void awaitSnapshots(long count) throws InterruptedException {
    long start = System.nanoTime();
    while (sight.fewestSnapshots() < count) {
      scene.checkTraffic();
      if (System.nanoTime() - start > STUCK.toNanos()) {
        throw new IllegalStateException("no snapshot came within " + STUCK.toMinutes() + " min");
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private void sample() throws IOException, InterruptedException {
    double seconds = (System.nanoTime() - began) / 1e9;
    var bytes = disk.bytes();
    long factsIn = sight.factsIn();
    long recordsOut = sight.recordsOut();
    Child victim = scene.processors().any(random);
    scene.processors().kill(victim);
    scene.settle();
    List<LaneRecovery> taken = scene.processors().newRecoveries();
    samples.add(
        new SoakReport.Sample(
            seconds,
            bytes,
            taken.stream().mapToLong(LaneRecovery::millis).max().orElse(0),
            taken.stream().mapToLong(LaneRecovery::replayed).sum(),
            factsIn,
            recordsOut));
    scene.processors().start(victim.name());
    scene.settle();
    var _ = scene.processors().newRecoveries();
  }
}
