package io.pawl.checkpoint.service;

import io.pawl.checkpoint.SinkSettings;
import io.pawl.service.Key;
import io.pawl.service.LaneKeys;
import io.pawl.stream.Topics;
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

  static final List<Key<?>> ALL =
      Stream.<Key<?>>concat(LANES.all().stream(), Stream.of(SNAPSHOT_EVERY)).toList();

  private SinkKeys() {}
}
