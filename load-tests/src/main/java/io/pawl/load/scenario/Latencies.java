package io.pawl.load.scenario;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Collects latencies, over time and over all. Recording is for any threads, cutting for one. */
final class Latencies {
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int DIGITS = 3;

  private final Recorder recorder = new Recorder(MAX_NANOS, DIGITS);
  private final Histogram all = new Histogram(MAX_NANOS, DIGITS);
  private volatile boolean begun;
  private volatile long from;

  /** What is due from {@code nanos} on counts; nothing does before this is called. */
  void begin(long nanos) {
    from = nanos;
    begun = true;
  }

  /**
   * A message is visible.
   *
   * @param due when it was due at the log, as {@link System#nanoTime()}
   * @param seen now, likewise
   */
  void arrived(long due, long seen) {
    if (begun && due - from >= 0) {
      recorder.recordValue(Math.clamp(seen - due, 0, MAX_NANOS));
    }
  }

  /** Those since the last cut. */
  Latency cut() {
    Histogram interval = recorder.getIntervalHistogram();
    all.add(interval);
    return Latency.of(interval);
  }

  /** Those of all cuts, and what came since the last. */
  Latency all() {
    var _ = cut();
    return Latency.of(all);
  }
}
