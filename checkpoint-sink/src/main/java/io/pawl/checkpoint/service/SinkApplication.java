package io.pawl.checkpoint.service;

import io.pawl.service.Key;
import io.pawl.service.Plan;
import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.Settings;
import java.util.List;

/**
 * The sink as a process of its own, see docs/configuration.md: {@code java -cp …
 * io.pawl.checkpoint.service.SinkApplication [--config FILE] [--pawl.name=value …]}.
 */
public final class SinkApplication implements Service {
  /** Runs until it is told to end, or cannot go on; the exit status is 0, 1 or 2. */
  public static void main(String[] arguments) throws InterruptedException {
    RunningService.main(new SinkApplication(), arguments);
  }

  @Override
  public String name() {
    return "pawl-sink";
  }

  @Override
  public List<Key<?>> keys() {
    return SinkKeys.ALL;
  }

  @Override
  public Plan plan(Settings settings) {
    return SinkPlan.of(settings);
  }

  @Override
  public List<Class<?>> beans() {
    return List.of(SinkBeans.class);
  }

  @Override
  public List<String> endpoints() {
    return List.of(SnapshotEndpoint.ID);
  }
}
