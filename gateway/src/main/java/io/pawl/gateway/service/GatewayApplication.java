package io.pawl.gateway.service;

import io.pawl.service.Key;
import io.pawl.service.Plan;
import io.pawl.service.RunningService;
import io.pawl.service.Service;
import io.pawl.service.Settings;
import java.util.List;
import java.util.Map;

/**
 * The gateway as a process of its own, see docs/gateway.md: {@code java -cp …
 * io.pawl.gateway.service.GatewayApplication [--config FILE] [--pawl.name=value …]}.
 */
public final class GatewayApplication implements Service {
  /** Health and metrics: apps and administration have the ports before it. */
  private static final int HTTP_PORT = 8_082;

  /** Runs until it is told to end, or cannot go on; the exit status is 0, 1 or 2. */
  public static void main(String[] arguments) throws InterruptedException {
    RunningService.main(new GatewayApplication(), arguments);
  }

  @Override
  public String name() {
    return "pawl-gateway";
  }

  @Override
  public List<Key<?>> keys() {
    return GatewayKeys.ALL;
  }

  @Override
  public Plan plan(Settings settings) {
    return GatewayPlan.of(settings);
  }

  @Override
  public Map<String, Object> defaults() {
    return Map.of("pawl.http.port", HTTP_PORT);
  }
}
