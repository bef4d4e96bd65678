package io.pawl.processor.service;

import io.pawl.processor.ProcessorSettings;
import io.pawl.service.Key;
import io.pawl.service.LaneKeys;
import io.pawl.stream.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the processor can be told, beside what every service can. */
final class ProcessorKeys {
  private static final ProcessorSettings DEFAULTS =
      ProcessorSettings.of(Map.of(), Topics.of(Topics.DEFAULT_PREFIX));

  static final LaneKeys LANES = new LaneKeys(DEFAULTS.group(), DEFAULTS.lanes());

  static final Key<Path> PRIVATE_KEYS_FILE = Key.file("pawl.private-keys-file");
  static final Key<String> PRIVATE_KEYS = Key.text("pawl.private-keys", "");

  static final Key<Long> REPLAY_RECORDS =
      Key.count("pawl.replay-records", DEFAULTS.replayRecords(), 1, 100_000_000);
  static final Key<Duration> BARRIER_EVERY =
      Key.duration(
          "pawl.barrier-every", DEFAULTS.barrierEvery(), Duration.ofMillis(1), Duration.ofDays(1));

  static final Key<Boolean> TRACING = Key.flag("pawl.tracing", false);

  static final List<Key<?>> ALL =
      Stream.<Key<?>>concat(
              LANES.all().stream(),
              Stream.of(PRIVATE_KEYS_FILE, PRIVATE_KEYS, REPLAY_RECORDS, BARRIER_EVERY, TRACING))
          .toList();

  private ProcessorKeys() {}
}
