package io.pawl.processor.service;

import io.pawl.service.Key;
import io.pawl.service.Plan;
import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.Settings;
import java.util.List;

/**
 * The processor as a process of its own, see docs/configuration.md: {@code java -cp …
 * io.pawl.processor.service.ProcessorApplication [--config FILE] [--pawl.name=value …]}.
 */
public final class ProcessorApplication implements Service {
  /** Runs until it is told to end, or cannot go on; the exit status is 0, 1 or 2. */
  public static void main(String[] arguments) throws InterruptedException {
    RunningService.main(new ProcessorApplication(), arguments);
  }

  @Override
  public String name() {
    return "pawl-processor";
  }

  @Override
  public List<Key<?>> keys() {
    return ProcessorKeys.ALL;
  }

  @Override
  public Plan plan(Settings settings) {
    return ProcessorPlan.of(settings);
  }
}
