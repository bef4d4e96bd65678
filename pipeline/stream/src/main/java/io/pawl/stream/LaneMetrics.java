package io.pawl.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.TimeUnit;

/** What a service's lanes count, together: no meter per partition, of which there may be many. */
final class LaneMetrics {
  private final Timer transactions;
  private final DistributionSummary batch;
  private final Counter restarts;
  private final Counter fenced;
  private final Counter aborted;
  private final Counter fatal;

  private final ObservationRegistry observations;
  private final String service;

  LaneMetrics(MeterRegistry registry, ObservationRegistry observations, String service) {
    this.observations = observations;
    this.service = service;
    transactions =
        Timer.builder("pawl.lane.transaction")
            .description("Time from the decision to commit a transaction until it is committed")
            .tag("service", service)
            .publishPercentileHistogram()
            .register(registry);
    batch =
        DistributionSummary.builder("pawl.lane.batch")
            .description("Input records in a transaction")
            .baseUnit("records")
            .tag("service", service)
            .register(registry);
    restarts =
        Counter.builder("pawl.lane.restarts")
            .description("Times that a lane failed and began again")
            .tag("service", service)
            .register(registry);
    fenced = failures("fenced", registry, service);
    aborted = failures("aborted", registry, service);
    fatal = failures("fatal", registry, service);
  }

  private static Counter failures(String kind, MeterRegistry registry, String service) {
    return Counter.builder("pawl.lane.commit.failures")
        .description("Transactions that could not be begun, filled or committed")
        .tag("service", service)
        .tag("kind", kind)
        .register(registry);
  }

  /** A transaction that is about to commit, for tracers; costs nothing where there are none. */
  Observation commit() {
    return Observation.createNotStarted("pawl.commit", observations)
        .lowCardinalityKeyValue("service", service)
        .start();
  }

  void committed(int records, long nanos) {
    transactions.record(nanos, TimeUnit.NANOSECONDS);
    batch.record(records);
  }

  /** A lane failed, and begins again. */
  void failed(RuntimeException why) {
    restarts.increment();
    if (why instanceof SinkFailure failure) {
      switch (failure) {
        case SinkFailure.Fenced _ -> fenced.increment();
        case SinkFailure.Abortable _ -> aborted.increment();
        case SinkFailure.Fatal _ -> fatal.increment();
      }
    }
  }
}
