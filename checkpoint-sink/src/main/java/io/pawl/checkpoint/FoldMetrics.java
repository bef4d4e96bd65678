package io.pawl.checkpoint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the sink's folds count, together. */
final class FoldMetrics {
  /** Why a fact leaves no entry. */
  enum Skipped {
    /** It does not decode. */
    MALFORMED,
    /** It tells no more than what stands already. */
    OLD,
    /** It is the position of a channel that nothing describes. */
    UNDESCRIBED
  }

  private final Counter in;
  private final Counter out;
  private final Map<Skipped, Counter> skipped = new EnumMap<>(Skipped.class);
  private final Counter snapshots;

  FoldMetrics(MeterRegistry registry) {
    in = counter("pawl.fold.facts", "Facts read").register(registry);
    out =
        counter("pawl.fold.entries", "Entries and tombstones written to the checkpoints")
            .register(registry);
    for (Skipped why : Skipped.values()) {
      skipped.put(
          why,
          counter("pawl.fold.skipped", "Facts that leave no entry")
              .tag("reason", why.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    snapshots =
        counter("pawl.fold.snapshots", "Snapshots of a partition that are complete")
            .register(registry);
  }

  private static Counter.Builder counter(String name, String description) {
    return Counter.builder(name).description(description);
  }

  void snapshot() {
    snapshots.increment();
  }

  void in() {
    in.increment();
  }

  void out(int entries) {
    out.increment(entries);
  }

  void skipped(Skipped why, int facts) {
    Objects.requireNonNull(skipped.get(why)).increment(facts);
  }
}
