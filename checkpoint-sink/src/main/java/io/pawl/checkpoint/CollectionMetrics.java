package io.pawl.checkpoint;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.pawl.stream.Topics;

/** What garbage collection counts. */
final class CollectionMetrics {
  private final Counter log;
  private final Counter facts;
  private final Counter runs;
  private final Counter failed;

  CollectionMetrics(MeterRegistry registry) {
    log = deleted(registry, "log");
    facts = deleted(registry, "facts");
    runs =
        Counter.builder("pawl.collection.runs")
            .description("Collections of a partition that are through, in a dry run too")
            .register(registry);
    failed =
        Counter.builder("pawl.collection.failures")
            .description("Collections that failed; the next snapshot makes up for them")
            .register(registry);
  }

  private static Counter deleted(MeterRegistry registry, String of) {
    return Counter.builder("pawl.collection.deleted")
        .description("Offsets deleted from the beginning of the log, or of its facts")
        .tag("of", of)
        .register(registry);
  }

  void through() {
    runs.increment();
  }

  void failed() {
    failed.increment();
  }

  void deleted(Topics topics, String topic, long offsets) {
    (topic.equals(topics.log()) ? log : facts).increment((double) offsets);
  }
}
