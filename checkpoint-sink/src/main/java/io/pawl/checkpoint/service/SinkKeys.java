package io.pawl.checkpoint.service;

import io.pawl.checkpoint.Retention;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.service.Key;
import io.pawl.service.LaneKeys;
import io.pawl.stream.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the sink can be told, beside what every service can. */
final class SinkKeys {
  private static final SinkSettings DEFAULTS =
      SinkSettings.of(Map.of(), Topics.of(Topics.DEFAULT_PREFIX));

  static final LaneKeys LANES = new LaneKeys(DEFAULTS.group(), DEFAULTS.lanes());

  static final Key<Long> SNAPSHOT_EVERY =
      Key.count("pawl.snapshot-every", DEFAULTS.snapshotEvery(), 1, 1_000_000_000);

  static final Key<Duration> SNAPSHOT_AFTER =
      Key.duration(
          "pawl.snapshot-after",
          DEFAULTS.snapshotAfter(),
          Duration.ofSeconds(1),
          Duration.ofDays(365));

  /** The processors' group, if it has not its usual name. */
  static final Key<String> PROCESSORS = Key.name("pawl.processors-group", DEFAULTS.processors());

  static final Key<Retention.Collection> COLLECTION =
      Key.choice("pawl.collection", Retention.DEFAULT.collection());

  static final Key<Long> RETAIN_RECORDS =
      Key.count("pawl.retain.records", Retention.DEFAULT.records(), 0, 1_000_000_000_000L);

  static final Key<Duration> RETAIN_TIME =
      Key.duration(
          "pawl.retain.time", Retention.DEFAULT.time(), Duration.ZERO, Duration.ofDays(36_500));

  static final List<Key<?>> ALL =
      Stream.<Key<?>>concat(
              LANES.all().stream(),
              Stream.of(
                  SNAPSHOT_EVERY,
                  SNAPSHOT_AFTER,
                  PROCESSORS,
                  COLLECTION,
                  RETAIN_RECORDS,
                  RETAIN_TIME))
          .toList();

  private SinkKeys() {}
}
