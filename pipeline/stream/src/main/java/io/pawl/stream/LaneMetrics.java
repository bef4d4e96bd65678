package io.pawl.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What a service's lanes count, together: no meter per partition, of which there may be many. */
final class LaneMetrics {
  private final Timer transactions;
  private final DistributionSummary batch;
  private final Counter restarts;

  LaneMetrics(MeterRegistry registry, String service) {
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
  }

  void committed(int records, long nanos) {
    transactions.record(nanos, TimeUnit.NANOSECONDS);
    batch.record(records);
  }

  void restarted() {
    restarts.increment();
  }
}
