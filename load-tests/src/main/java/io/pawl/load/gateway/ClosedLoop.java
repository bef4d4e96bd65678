package io.pawl.load.gateway;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Sends over all lines in turn, with so many sends under way at any time: each begins when one
 * before it is in the log.
 */
final class ClosedLoop {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<? extends Line> lines;
  private final Arrivals arrivals;
  private final int bytes;

  /**
   * What came out.
   *
   * @param perSecond messages that arrived
   * @param p50 from the call that sends to the arrival, in ms
   */
  record Result(double perSecond, double p50, double p99, double p999) {}

  ClosedLoop(List<? extends Line> lines, Arrivals arrivals, int bytes) {
    this.lines = lines;
    this.arrivals = arrivals;
    this.bytes = bytes;
  }

  /** Sends {@code messages}, {@code atOnce} of them at a time, and waits until all have come. */
  Result run(int messages, int atOnce) throws InterruptedException {
    arrivals.reset();
    AtomicInteger next = new AtomicInteger();
    long began = System.nanoTime();
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> all =
          IntStream.range(0, atOnce)
              .mapToObj(i ->
                  senders.submit(() -> {
                    for (int n = next.getAndIncrement(); n < messages; n = next.getAndIncrement()) {
                      lines.get(n % lines.size()).send(Arrivals.stamped(bytes));
                    }
                    return null;
                  }))
              .toList();
      for (Future<?> sender : all) {
        sender.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a send failed: " + e.getCause(), e);
    }
    arrivals.await(messages, PATIENCE);
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Result(
        messages / seconds,
        arrivals.percentile(50),
        arrivals.percentile(99),
        arrivals.percentile(99.9));
  }
}
