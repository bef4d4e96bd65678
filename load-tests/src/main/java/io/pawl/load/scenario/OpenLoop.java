package io.pawl.load.scenario;

import io.pawl.load.traffic.LogProducer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends what a rate wants, each message when it is due or as soon after as may be, whether those
 * before have been answered or not.
 */
final class OpenLoop {
  /** Between two looks at what is due: short against the latencies that are measured. */
  private static final long TICK_NANOS = Duration.ofMillis(1).toNanos();

  private final Talk talk;
  private final Clients clients;
  private final LogProducer producer;

  OpenLoop(Talk talk, Clients clients, LogProducer producer) {
    this.talk = talk;
    this.clients = clients;
    this.producer = producer;
  }

  /**
   * Sends for a while.
   *
   * @param stormEvery so long all clients go and come back, and all peers with them
   */
  void send(Rate rate, Duration length, Duration stormEvery) throws InterruptedException {
    long began = System.nanoTime();
    long all = rate.due(length.toNanos());
    long nextStorm = stormEvery.toNanos();
    for (long sent = 0; sent < all; ) {
      long elapsed = System.nanoTime() - began;
      if (clients.count() > 0 && elapsed >= nextStorm) {
        nextStorm += stormEvery.toNanos();
        clients.storm();
        talk.resumeAll();
      }
      long due = Math.min(all, rate.due(elapsed));
      while (sent < due) {
        sent++;
        talk.next(began + rate.when(sent));
      }
      producer.check();
      clients.check();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /** Sends at the rate that the scenario begins with, and lets all clients stay. */
  void warmUp(Scenario scenario) throws InterruptedException {
    send(
        Rate.steady(scenario.rate().steps().getFirst().perSecond()),
        scenario.warmUp(),
        Scenario.MOST_DURATION);
  }
}
