package io.pawl.compose.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The account of every line, by direction of every channel: detects loss, duplication, alteration
 * and disorder. For use by any threads.
 */
public final class Ledger {
  /** A latency above that is recorded as that: five minutes, far beyond any that makes sense. */
  private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(5);

  /** Decimal digits: a thousandth is more than a percentile of one run is worth. */
  private static final int PRECISION = 3;

  private final Conversation[] conversations;
  private final LongAdder sent = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final Histogram latencyMicros = new ConcurrentHistogram(MAX_MICROS, PRECISION);

  /**
   * @param directions their number: two for each channel
   */
  public Ledger(int directions) {
    this.conversations =
        IntStream.range(0, directions)
            .mapToObj(any -> new Conversation())
            .toArray(Conversation[]::new);
  }

  /** A peer is about to send {@code line}: to be called before it is, in the order of sending. */
  public void sent(int direction, byte[] line, long nanoTime) {
    conversations[direction].sent(line, nanoTime);
    sent.increment();
  }

  /** The other peer has opened {@code line}. */
  public void received(int direction, byte[] line, long nanoTime) {
    long sentAt = conversations[direction].received(line);
    opened.increment();
    if (sentAt >= 0) {
      long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanoTime - sentAt));
      latencyMicros.recordValue(Math.min(micros, MAX_MICROS));
    }
  }

  /** Lines sent so far. */
  public long sent() {
    return sent.sum();
  }

  /** Lines received so far, whichever. */
  public long opened() {
    return opened.sum();
  }

  /** The account so far. */
  public Tally tally() {
    return Stream.of(conversations).map(Conversation::tally).reduce(Tally.NONE, Tally::plus);
  }

  /**
   * Milliseconds from send to open below which {@code percentile} percent of the lines stayed that
   * arrived in order; 0 if none did.
   */
  public double latencyMillis(double percentile) {
    return latencyMicros.getValueAtPercentile(percentile) / 1_000.0;
  }
}
