package io.pawl.load.scenario;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Takes a sample each second, on a thread of its own. */
final class Watch implements AutoCloseable {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final double NANOS = 1e9;
  private static final double MIB = 1 << 20;

  private final Ledger ledger;
  private final Latencies latencies;
  private final Map<String, Supplier<Duration>> cpu = new LinkedHashMap<>();
  private final Map<String, URI> metrics;
  private final LongUnaryOperator due;
  private final Consumer<Sample> news;
  private final List<Sample> samples = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final long began;
  private final Thread thread;

  // As they were at the last sample.
  private final Map<String, Duration> usedBefore = new LinkedHashMap<>();
  private final Map<String, Vitals> vitalsBefore = new LinkedHashMap<>();
  private long before;
  private long settledBefore;
  private long acceptedBefore;

  private Watch(
      LoadedSystem system,
      Ledger ledger,
      Latencies latencies,
      LongUnaryOperator due,
      Consumer<Sample> news)
      throws InterruptedException {
    this.ledger = ledger;
    this.latencies = latencies;
    this.metrics = system.metrics();
    this.due = due;
    this.news = news;
    cpu.putAll(system.cpu());
    cpu.put("load", () -> ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    cpu.forEach((name, used) -> usedBefore.put(name, used.get()));
    for (Map.Entry<String, URI> endpoint : metrics.entrySet()) {
      vitalsBefore.put(endpoint.getKey(), Vitals.ask(http, endpoint.getValue()));
    }
    this.settledBefore = ledger.settled();
    this.acceptedBefore = ledger.accepted();
    // Last: endpoints may take their time to answer.
    this.began = System.nanoTime();
    this.before = began;
    this.thread = Thread.ofPlatform().daemon().name("watch").unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param due messages so many nanoseconds from now
   * @param news told of each sample
   */
  static Watch start(
      LoadedSystem system,
      Ledger ledger,
      Latencies latencies,
      LongUnaryOperator due,
      Consumer<Sample> news)
      throws InterruptedException {
    Watch watch = new Watch(system, ledger, latencies, due, news);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      for (long next = began + SECOND.toNanos(); ; next += SECOND.toNanos()) {
        long left = next - System.nanoTime();
        if (left > 0) {
          Thread.sleep(Duration.ofNanos(left));
        }
        sample();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void sample() throws InterruptedException {
    long now = System.nanoTime();
    double seconds = (now - before) / NANOS;
    long settled = ledger.settled();
    long accepted = ledger.accepted();
    Latency latency = latencies.cut();
    long backlog = ledger.backlog();
    double refused = (settled - settledBefore - (accepted - acceptedBefore)) / seconds;
    Map<String, Double> cores = cores(seconds);
    Map<String, Double> heap = new LinkedHashMap<>();
    Map<String, Double> pauses = new LinkedHashMap<>();
    for (Map.Entry<String, URI> endpoint : metrics.entrySet()) {
      String name = endpoint.getKey();
      Vitals vitals = Vitals.ask(http, endpoint.getValue());
      Vitals last = vitalsBefore.getOrDefault(name, vitals);
      heap.put(name, vitals.heapBytes() / MIB);
      pauses.put(name, (vitals.pauseSeconds() - last.pauseSeconds()) * 1_000);
      // What is missed now is seen the next time.
      if (!vitals.equals(Vitals.UNKNOWN) || last.equals(Vitals.UNKNOWN)) {
        vitalsBefore.put(name, vitals);
      }
    }
    Sample sample =
        new Sample(
            (now - began) / NANOS,
            (due.applyAsLong(now - began) - due.applyAsLong(before - began)) / seconds,
            (accepted - acceptedBefore) / seconds,
            refused,
            latency,
            backlog,
            cores,
            heap,
            pauses);
    before = now;
    settledBefore = settled;
    acceptedBefore = accepted;
    samples.add(sample);
    news.accept(sample);
  }

  private Map<String, Double> cores(double seconds) {
    Map<String, Double> cores = new LinkedHashMap<>();
    cpu.forEach((name, used) -> {
      Duration now = used.get();
      Duration last = usedBefore.put(name, now);
      // A process that has ended tells nothing.
      double nanos = last == null ? 0 : now.minus(last).toNanos();
      cores.put(name, Math.max(0, nanos) / NANOS / seconds);
    });
    return cores;
  }

  /** What was seen, once this is closed. */
  List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** Takes no more samples. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
