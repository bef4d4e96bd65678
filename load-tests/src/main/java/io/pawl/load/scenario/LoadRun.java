package io.pawl.load.scenario;

import io.pawl.load.traffic.LogProducer;
import io.pawl.load.traffic.SharedLog;
import io.pawl.ratchet.DrawnChannels;
import io.pawl.stream.PartitionReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.IsolationLevel;

/** Puts a system under a scenario's load, and accounts for each record. */
final class LoadRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A backlog that has not gone so long after the last message will never go. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  /** A channel's opening takes a core some milliseconds. */
  private static final int NEWS_EVERY = 100;

  private static final double NANOS_PER_MILLI = 1e6;

  private final LoadedSystem system;
  private final Scenario scenario;
  private final long seed;
  private final News news;
  private final Instant at = Instant.now();
  private final SplittableRandom random;
  private final Latencies latencies = new Latencies();
  private final Reception reception = new Reception();
  private final LogProducer producer;
  private final Pen pen;
  private final SharedLog log;

  private LoadRun(
      LoadedSystem system, Scenario scenario, long seed, News news, LogProducer producer) {
    this.system = system;
    this.scenario = scenario;
    this.seed = seed;
    this.news = news;
    this.producer = producer;
    this.random = new SplittableRandom(seed);
    this.pen = new Pen(system.topics().log(), producer);
    this.log = new SharedLog(system.codec(), system.keys(), ends(system), pen);
  }

  /** Runs, on a system whose services may not have begun yet. */
  static LoadReport run(LoadedSystem system, Scenario scenario, long seed, News news)
      throws InterruptedException {
    try (LogProducer producer = new LogProducer(system.client())) {
      return new LoadRun(system, scenario, seed, news, producer).run();
    }
  }

  private static long[] ends(LoadedSystem system) {
    try (PartitionReader reader =
        PartitionReader.connect(system.client(), IsolationLevel.READ_UNCOMMITTED, PATIENCE)) {
      return reader.partitions(system.topics().log()).stream().mapToLong(reader::end).toArray();
    }
  }

  private LoadReport run() throws InterruptedException {
    DrawnChannels drawn = scenario.drawn() ? drawn() : null;
    system.startServices();
    Ledger ledger = new Ledger(log.next(), latencies);
    pen.enterInto(ledger);
    try (Outcomes _ = new Outcomes(system, ledger, reception, producer::fail)) {
      Talk talk = new Talk(scenario, random, system.processorsKey(), log, pen, reception, drawn);
      open(talk, ledger);
      long[] before = ledger.acceptedByPartition();
      try (Clients clients =
          Clients.start(
              system.client(),
              system.topics().accepted(),
              system.log().partitions(),
              scenario.reconnects().clients())) {
        return measure(talk, ledger, clients, before);
      }
    }
  }

  private DrawnChannels drawn() throws InterruptedException {
    DrawnChannels drawn = new DrawnChannels(seed, system.keys(), system.processorsKey());
    new Preparation(system, drawn, scenario.channels(), news::stage)
        .write(log, producer, random.split());
    return drawn;
  }

  /** Opens the channels, and waits until all are. */
  private void open(Talk talk, Ledger ledger) throws InterruptedException {
    if (scenario.drawn()) {
      news.stage("waiting until the processors have recovered");
      talk.openInEachPartition();
    }
    for (int i = 0; i < scenario.channels() && !scenario.drawn(); i++) {
      if (i % NEWS_EVERY == 0) {
        news.stage("opening channel %,d of %,d".formatted(i + 1, scenario.channels()));
      }
      talk.open(i);
      producer.check();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    producer.flush();
    await(() -> ledger.backlog() == 0);
  }

  private LoadReport measure(Talk talk, Ledger ledger, Clients clients, long[] before)
      throws InterruptedException {
    OpenLoop loop = new OpenLoop(talk, clients, producer);
    news.stage("warming up");
    loop.warmUp(scenario);
    long length = scenario.duration().toNanos();
    // What the machine did before anybody looked is not this load's.
    latencies.begin(System.nanoTime());
    pen.begin();
    double late;
    Watch watch =
        Watch.start(
            system,
            ledger,
            latencies,
            nanos -> scenario.rate().due(Math.min(nanos, length)),
            sample -> news.figures(LoadText.of(sample, scenario, ledger.verdicts())));
    try (watch) {
      loop.send(scenario.rate(), scenario.duration(), scenario.reconnects().every());
      late = pen.latest() / NANOS_PER_MILLI;
      talk.finish();
      producer.flush();
      await(() -> ledger.backlog() == 0);
    }
    return report(talk, ledger, settle(clients, ledger, before), watch.samples(), late);
  }

  /** Waits, unless it takes too long: what is missing then, the report tells. */
  private void await(BooleanSupplier until) throws InterruptedException {
    long start = System.nanoTime();
    while (!until.getAsBoolean() && System.nanoTime() - start < STUCK.toNanos()) {
      producer.check();
      Thread.sleep(LOOK_AGAIN);
    }
  }

  /** What the clients saw, once they have seen all. */
  private LoadReport.Client settle(Clients clients, Ledger ledger, long[] before)
      throws InterruptedException {
    int count = clients.count();
    long[] accepted = ledger.acceptedByPartition();
    long expected = 0;
    for (int i = 0; i < count; i++) {
      int partition = i % accepted.length;
      expected += accepted[partition] - before[partition];
    }
    long all = expected;
    await(() -> clients.read() >= all && clients.unfinished() == 0);
    clients.check();
    return new LoadReport.Client(
        count,
        clients.storms(),
        clients.unfinished(),
        system.isOurs() ? expected : -1,
        clients.read(),
        clients.repeated());
  }

  private LoadReport report(
      Talk talk,
      Ledger ledger,
      LoadReport.Client clients,
      List<Sample> samples,
      double latestMillis) {
    return new LoadReport(
        scenario,
        seed,
        at,
        Environment.of(system),
        samples,
        latencies.all(),
        ledger.verdicts(),
        new LoadReport.Sent(talk.messages(), talk.lost(), latestMillis),
        ledger.findings(),
        system.isOurs(),
        new LoadReport.Opening(
            ledger.acceptedMessages(), reception.opened(), reception.unknown(), reception.failed()),
        clients);
  }
}
