package io.pawl.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Where a service's lanes stand, together, at the moment that somebody asks: the lanes themselves
 * do nothing for it.
 */
final class LaneGauges implements AutoCloseable {
  private final MeterRegistry registry;
  private final String service;
  private final Collection<TransactionalLane> lanes;
  private final List<Meter> meters = new ArrayList<>();

  /**
   * @param lanes as they are now, whenever it is looked at
   */
  LaneGauges(MeterRegistry registry, String service, Collection<TransactionalLane> lanes) {
    this.registry = registry;
    this.service = service;
    this.lanes = lanes;
    lanesThat("recovering", LaneState.Recovering.class::isInstance);
    lanesThat("live", LaneState.Live.class::isInstance);
    lanesThat("waiting", LaneState.Waiting.class::isInstance);
    lanesThat("failed", LaneState.Failed.class::isInstance);
    lanesThat("stopped", LaneState.Stopped.class::isInstance);
    sum(
        "pawl.lane.queue.records",
        "Records that wait for their lanes",
        TransactionalLane::queuedRecords);
    sum("pawl.lane.queue.bytes", "Their keys and values", TransactionalLane::queuedBytes);
    sum(
        "pawl.lane.paused",
        "Partitions that are paused because too much waits for their lanes",
        lane -> lane.paused() ? 1 : 0);
  }

  private void lanesThat(String state, Predicate<LaneState> are) {
    keep(
        Gauge.builder(
                "pawl.lanes",
                this,
                it -> it.lanes.stream().filter(lane -> are.test(lane.state())).count())
            .description("Lanes by what they are doing")
            .tag("state", state));
  }

  private void sum(String name, String description, ToLongFunction<TransactionalLane> of) {
    keep(
        Gauge.builder(name, this, it -> it.lanes.stream().mapToLong(of).sum())
            .description(description));
  }

  /** One that somebody else knows. */
  <T> void add(String name, String description, T source, ToDoubleFunction<T> value) {
    keep(Gauge.builder(name, source, value).description(description));
  }

  private void keep(Gauge.Builder<?> gauge) {
    meters.add(gauge.tag("service", service).register(registry));
  }

  /** Whoever comes after counts anew. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
