package io.pawl.checkpoint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the sink's folds count, together. */
final class FoldMetrics {
  private final Counter in;
  private final Counter out;
  private final Counter skipped;
  private final Counter snapshots;

  FoldMetrics(MeterRegistry registry) {
    in = Counter.builder("pawl.fold.facts").description("Facts read").register(registry);
    out =
        Counter.builder("pawl.fold.entries")
            .description("Entries and tombstones written to the checkpoints")
            .register(registry);
    skipped =
        Counter.builder("pawl.fold.skipped")
            .description("Facts that do not decode, or are older than what stands already")
            .register(registry);
    snapshots =
        Counter.builder("pawl.fold.snapshots")
            .description("Snapshots of a partition that are complete")
            .register(registry);
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

  void skipped() {
    skipped.increment();
  }
}
