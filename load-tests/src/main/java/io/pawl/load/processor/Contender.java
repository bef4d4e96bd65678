package io.pawl.load.processor;

import java.util.List;

/** Who takes part. Each runs in a JVM of its own, with the same options. */
enum Contender {
  RAW(RawLoop.class),
  STREAMS(StreamsTopology.class),
  PAWL(PawlProcessor.class);

  /** As {@code pawl} itself is run, with a heap that never grows. */
  static final List<String> JVM_OPTIONS = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

  private final Class<?> main;

  Contender(Class<?> main) {
    this.main = main;
  }

  /** Its process, see {@link ContenderProcess}. */
  Class<?> main() {
    return main;
  }

  /** As in the report. */
  String key() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
