package io.pawl.service;

import io.pawl.stream.LaneOwner;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Alive means that a restart would not help: nothing ended for good, and no lane sits on work
 * without a reason outside. A lane that waits for brokers or registry, or recovers, is alive.
 */
final class LivenessIndicator implements HealthIndicator {
  /** Four times what a lane waits for brokers before it gives up and says so. */
  private static final Duration STALLED = Duration.ofMinutes(2);

  private final ServiceLife life;

  LivenessIndicator(ServiceLife life) {
    this.life = life;
  }

  @Override
  public Health health() {
    return switch (life.stage()) {
      case Stage.Running(LaneOwner core) -> running(core);
      case Stage.Failed(String why) -> Health.down().withDetail("failed", why).build();
      case Stage.Starting _, Stage.Stopping _ -> Health.up().build();
    };
  }

  private static Health running(LaneOwner core) {
    Set<Integer> stalled = core.stalled(STALLED);
    return stalled.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("stalled lanes", stalled).build();
  }
}
