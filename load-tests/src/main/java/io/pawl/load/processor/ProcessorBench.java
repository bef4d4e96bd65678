package io.pawl.load.processor;

import io.pawl.compose.CommandFailure;
import io.pawl.compose.broker.BrokerSettings;
import io.pawl.compose.demo.Progress;
import io.pawl.load.BrokerProcess;
import io.pawl.load.JavaProcess;
import io.pawl.load.TemporaryFolder;
import io.pawl.stream.codec.Codec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The whole benchmark: one broker, one log, the contenders in turn. */
final class ProcessorBench {
  /** Measured rounds unless somebody wants others. */
  static final int ROUNDS = 5;

  /** Of a contender's rate, at which its latency is measured unless somebody wants another. */
  static final int LATENCY_PERCENT = 50;

  private static final String LOG = "bench.log";

  /** What the measured process and the broker leave must go soon: a run writes a gigabyte. */
  private static final String DELETE_DELAY_MILLIS = "1000";

  /**
   * Beside what the envelopes take: for a producer, a consumer and the code, and so much that no
   * collection ever walks the envelopes, which would take the time of what is measured.
   */
  private static final long LATENCY_HEAP_MIB = 2_560;

  /** Of the heap, for what is young. */
  private static final String LATENCY_YOUNG = "-Xmn1536m";

  /** Of a record in the heap, beyond its ciphertext. */
  private static final int RECORD_OVERHEAD = 250;

  /**
   * Rounds that come first and count for nobody. What a service does in its first minute is mostly
   * to compile its code; a small loop is done with that sooner than a whole processor, and both run
   * for months.
   */
  private static final int WARM_UP_ROUNDS = 5;

  /** Opening channels and sealing come before the load itself. */
  private static final Duration LATENCY_PATIENCE = Duration.ofMinutes(3);

  private final Load load;
  private final int rounds;
  private final double latencyShare;
  private final Progress progress;
  private final Map<Contender, ContenderProcess> processes = new EnumMap<>(Contender.class);
  private final Map<Contender, List<Race.Speed>> speeds = new EnumMap<>(Contender.class);
  private final Map<Contender, ProcessorReport.Latency> latencies = new EnumMap<>(Contender.class);

  /**
   * @param rounds that are measured; others come first
   * @param latencyPercent of its rate, at which a contender's latency is measured
   */
  ProcessorBench(Load load, int rounds, int latencyPercent, Progress progress) {
    this.load = load;
    this.rounds = rounds;
    this.latencyShare = latencyPercent / 100.0;
    this.progress = progress;
    for (Contender contender : Contender.values()) {
      speeds.put(contender, new ArrayList<>());
    }
  }

  ProcessorReport run() throws IOException, InterruptedException {
    progress.stage("starting the broker");
    try (TemporaryFolder folder = TemporaryFolder.create("pawl-bench-");
        BrokerProcess broker =
            BrokerProcess.start(
                BrokerSettings.temporary()
                    .with("log.segment.delete.delay.ms", DELETE_DELAY_MILLIS));
        Race race = new Race(broker, load)) {
      Path keys = folder.path().resolve("admission.keys");
      try {
        for (Contender contender : Contender.values()) {
          processes.put(contender, ContenderProcess.start(contender));
        }
        measureSpeed(broker, race, keys);
        for (Contender contender : Contender.values()) {
          measureLatency(broker, contender, keys);
        }
      } finally {
        processes.values().forEach(ContenderProcess::close);
      }
    }
    return new ProcessorReport(load, speeds, latencies);
  }

  private ContenderProcess process(Contender contender) {
    return Objects.requireNonNull(processes.get(contender));
  }

  private void measureSpeed(BrokerProcess broker, Race race, Path keys)
      throws IOException, InterruptedException {
    fillLog(broker, race, keys);
    Contender[] contenders = Contender.values();
    int all = WARM_UP_ROUNDS + rounds;
    for (int round = 0; round < all; round++) {
      for (int i = 0; i < contenders.length; i++) {
        // The order turns, so that nobody always runs on what another left behind.
        Contender contender = contenders[(round + i) % contenders.length];
        progress.stage("round %d of %d: %s".formatted(round + 1, all, contender.key()));
        Run run =
            new Run(
                "%s-%d".formatted(contender.key(), round + 1),
                LOG,
                broker.bootstrapServers(),
                keys);
        Race.Speed speed = race.run(process(contender), run);
        if (round >= WARM_UP_ROUNDS) {
          Objects.requireNonNull(speeds.get(contender)).add(speed);
        }
      }
    }
  }

  /** Writes the log that all rounds read. */
  private void fillLog(BrokerProcess broker, Race race, Path keys)
      throws IOException, InterruptedException {
    progress.stage("opening %,d channels".formatted(load.channels()));
    Run none = new Run("none", LOG, broker.bootstrapServers(), keys);
    race.createTopics(none);
    List<List<Peers>> channels = Peers.open(load);
    AdmissionKeyFile.write(keys, channels.stream().flatMap(List::stream).toList());
    progress.stage("writing %,d records".formatted(load.total()));
    Codec codec = none.codec();
    try (LogLoader loader = new LogLoader(broker.client(), LOG, load, codec, channels)) {
      loader.open();
      loader.fill();
    }
    race.deleteTopics(none);
  }

  private void measureLatency(BrokerProcess broker, Contender contender, Path keys)
      throws InterruptedException {
    progress.stage("latency of " + contender.key());
    double perSecond =
        ProcessorReport.median(Objects.requireNonNull(speeds.get(contender)), Race.Speed::perSecond)
            * latencyShare;
    Load smaller =
        new Load(LatencyLoad.records(perSecond), load.bytes(), load.channels(), load.partitions());
    String name = "latency-" + contender.key();
    Run run = new Run(name, name + ".log", broker.bootstrapServers(), keys);
    List<String> arguments = new ArrayList<>(run.arguments());
    arguments.add(Double.toString(perSecond));
    arguments.add(Integer.toString(load.bytes()));
    arguments.add(Integer.toString(load.channels()));
    arguments.add(Integer.toString(load.partitions()));
    long heap =
        LATENCY_HEAP_MIB + (((long) smaller.records() * (load.bytes() + RECORD_OVERHEAD)) >> 20);
    try (Race race = new Race(broker, smaller)) {
      race.createTopics(run);
      ContenderProcess process = process(contender);
      process.begin(run);
      try (JavaProcess latency =
          JavaProcess.start(
              "the load",
              LatencyLoad.class,
              List.of(
                  "-Xms" + heap + "m", "-Xmx" + heap + "m", LATENCY_YOUNG, "-XX:+UseParallelGC"),
              arguments)) {
        List<String> millis = List.of(latency.line(LATENCY_PATIENCE).split(" ", -1));
        process.end();
        latencies.put(
            contender,
            new ProcessorReport.Latency(
                perSecond,
                Double.parseDouble(millis.get(0)),
                Double.parseDouble(millis.get(1)),
                Double.parseDouble(millis.get(2))));
      } catch (NumberFormatException | IndexOutOfBoundsException e) {
        throw new CommandFailure("the load did not print its latencies", e);
      }
      race.deleteTopics(run);
    }
  }
}
