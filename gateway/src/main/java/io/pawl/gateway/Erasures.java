package io.pawl.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts erasures of keys that the gateway causes, by reason. */
final class Erasures {
  /** Why. */
  enum Reason {
    APP_REMOVED
  }

  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

  Erasures(MeterRegistry meters) {
    for (Reason reason : Reason.values()) {
      counters.put(
          reason,
          Counter.builder("pawl.gateway.erasures")
              .description("Vaults that were erased, by reason")
              .tag("reason", reason.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  void count(Reason reason) {
    Counter counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }
}
