package io.pawl.service;

import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneState;
import io.pawl.stream.StopReason;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Ready means: in the group, given a share of the partitions, and every lane live. The details tell
 * of each lane what it does and why.
 */
final class ReadinessIndicator implements HealthIndicator {
  private final ServiceLife life;

  ReadinessIndicator(ServiceLife life) {
    this.life = life;
  }

  @Override
  public Health health() {
    return switch (life.stage()) {
      case Stage.Starting(String waitingFor) ->
          Health.outOfService().withDetail("starting", waitingFor).build();
      case Stage.Running(LaneOwner core) -> running(core);
      case Stage.Stopping() -> Health.outOfService().withDetail("stopping", "in order").build();
      case Stage.Failed(String why) -> Health.down().withDetail("failed", why).build();
    };
  }

  private static Health running(LaneOwner core) {
    Map<Integer, LaneState> states = new TreeMap<>(core.states());
    Map<String, String> lanes = new TreeMap<>();
    for (Map.Entry<Integer, LaneState> lane : states.entrySet()) {
      lanes.put(String.valueOf(lane.getKey()), describe(lane.getValue()));
    }
    Health.Builder health = core.ready() ? Health.up() : Health.outOfService();
    return health.withDetail("joined", core.joined()).withDetail("lanes", lanes).build();
  }

  private static String describe(LaneState state) {
    return switch (state) {
      case LaneState.Recovering() -> "recovering";
      case LaneState.Live() -> "live";
      case LaneState.Waiting(String why) -> "waiting: " + why;
      case LaneState.Failed(String why) -> "failed, and begins again: " + why;
      case LaneState.Stopped(StopReason _, String why) -> "stopped: " + why;
      case LaneState.Ended() -> "ended";
    };
  }
}
