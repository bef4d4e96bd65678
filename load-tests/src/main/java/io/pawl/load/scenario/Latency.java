package io.pawl.load.scenario;

import org.HdrHistogram.Histogram;

/**
 * How long messages took from when they were due at the log to when a reader of committed outputs
 * had them, in milliseconds; NaN where there was none.
 *
 * @param count of the messages
 */
record Latency(long count, double p50, double p99, double p999, double most) {
  private static final double NANOS_PER_MILLI = 1e6;

  static Latency of(Histogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        millis(histogram, 50),
        millis(histogram, 99),
        millis(histogram, 99.9),
        millis(histogram, 100));
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? Double.NaN
        : histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
