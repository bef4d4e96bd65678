package io.pawl.load.gateway;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What came, and how long each message took from the call that sent it. For many threads. */
final class Arrivals {
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int DIGITS = 3;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final AtomicLong count = new AtomicLong();
  private final Histogram latency = new ConcurrentHistogram(MAX_NANOS, DIGITS);

  /** A payload that says when it was made. */
  static byte[] stamped(int bytes) {
    return ByteBuffer.allocate(bytes).putLong(0, System.nanoTime()).array();
  }

  void arrived(byte[] payload) {
    long took = System.nanoTime() - ByteBuffer.wrap(payload).getLong();
    latency.recordValue(Math.clamp(took, 0, MAX_NANOS));
    count.getAndIncrement();
  }

  /** Forgets what came. */
  void reset() {
    latency.reset();
    count.set(0);
  }

  /** Waits until so many have come. */
  void await(long messages, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (count.get() < messages) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "%,d of %,d messages came".formatted(count.get(), messages));
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  /** In ms. */
  double percentile(double percent) {
    return latency.getValueAtPercentile(percent) / 1e6;
  }
}
