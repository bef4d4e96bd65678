package io.pawl.checkpoint.service;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.service.Ground;
import io.pawl.service.Plan;
import io.pawl.service.Settings;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneSettings;

/**
 * How a sink was told to run.
 *
 * @param group its consumer group
 * @param lanes when it flushes
 * @param snapshotEvery facts of a partition after which it takes a snapshot
 */
record SinkPlan(String group, LaneSettings lanes, long snapshotEvery) implements Plan {
  static SinkPlan of(Settings settings) {
    return new SinkPlan(
        SinkKeys.LANES.group(settings),
        SinkKeys.LANES.lanes(settings),
        settings.value(SinkKeys.SNAPSHOT_EVERY));
  }

  @Override
  public LaneOwner begin(Ground ground) {
    return new CheckpointSink(
        new SinkSettings(ground.client(), ground.topics(), group, lanes, snapshotEvery),
        ground.log(),
        ground.codec(),
        ground.meters());
  }
}
