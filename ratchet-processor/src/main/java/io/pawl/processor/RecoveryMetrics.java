package io.pawl.processor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.pawl.ratchet.Bytes;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What recoveries cost, and what they found. */
final class RecoveryMetrics {
  /** The steps of a recovery that take time. */
  enum Step {
    CHECKPOINTS,
    FACTS,
    RESTORE,
    LOG
  }

  /** A gauge is a double, which holds so many bits exactly. */
  private static final int SHOWN_BYTES = 6;

  private final MeterRegistry registry;
  private final Map<Step, Timer> times = new EnumMap<>(Step.class);
  private final Map<Step, Counter> records = new EnumMap<>(Step.class);
  private final Counter recoveries;
  private final Counter missing;
  private final Counter undescribed;
  private final Map<Integer, ShownState> states = new ConcurrentHashMap<>();

  RecoveryMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (Step step : Step.values()) {
      String name = step.name().toLowerCase(Locale.ROOT);
      times.put(
          step,
          Timer.builder("pawl.recovery.time")
              .description("Time that each step of a lane's recovery took")
              .tag("step", name)
              .register(registry));
      records.put(
          step,
          Counter.builder("pawl.recovery.records")
              .description("Records that each step of a recovery read, and channels restored")
              .tag("step", name)
              .register(registry));
    }
    recoveries =
        Counter.builder("pawl.recoveries")
            .description("Recoveries of a lane that succeeded")
            .register(registry);
    missing =
        Counter.builder("pawl.checkpoint.missing")
            .description("Channels restored without a position: both directions need a rekey")
            .register(registry);
    undescribed =
        Counter.builder("pawl.checkpoint.undescribed")
            .description("Positions of channels that nothing describes, left out of a recovery")
            .register(registry);
  }

  /** A step ended that began at {@code startedNanos}. */
  void step(Step step, long startedNanos, long count) {
    Timer time = times.get(step);
    Counter counter = records.get(step);
    if (time != null && counter != null) {
      time.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
      counter.increment((double) count);
    }
  }

  void recovered() {
    recoveries.increment();
  }

  void missing() {
    missing.increment();
  }

  void undescribed() {
    undescribed.increment();
  }

  /** Shows the digest of a partition's state before the record at {@code offset}. */
  void state(int partition, long offset, Bytes digest) {
    ShownState shown = states.computeIfAbsent(partition, this::register);
    long first = 0;
    for (int i = 0; i < SHOWN_BYTES; i++) {
      first = (first << 8) | (digest.at(i) & 0xff);
    }
    shown.offset().set(offset);
    shown.digest().set(first);
  }

  private ShownState register(int partition) {
    ShownState shown = new ShownState(new AtomicLong(), new AtomicLong());
    String number = String.valueOf(partition);
    Gauge.builder("pawl.state.digest", shown.digest(), AtomicLong::doubleValue)
        .description("First 48 bits of the digest of a partition's state")
        .tag("partition", number)
        .register(registry);
    Gauge.builder("pawl.state.digest.offset", shown.offset(), AtomicLong::doubleValue)
        .description("Offset of the log that the digest of the state is as of")
        .tag("partition", number)
        .register(registry);
    return shown;
  }

  private record ShownState(AtomicLong offset, AtomicLong digest) {}
}
