package io.pawl.checkpoint.service;

import io.pawl.checkpoint.CheckpointSink;
import io.pawl.checkpoint.Retention;
import io.pawl.checkpoint.SinkSettings;
import io.pawl.service.Ground;
import io.pawl.service.Plan;
import io.pawl.service.Settings;
import io.pawl.stream.LaneOwner;
import io.pawl.stream.LaneSettings;
import java.time.Duration;

/**
 * How a sink was told to run.
 *
 * @param group its consumer group
 * @param processors the processors' group
 * @param lanes when it flushes
 * @param snapshotEvery facts of a partition after which it takes a snapshot
 * @param snapshotAfter age of its last snapshot at which it takes another
 * @param retention what becomes of garbage
 */
record SinkPlan(
    String group,
    String processors,
    LaneSettings lanes,
    long snapshotEvery,
    Duration snapshotAfter,
    Retention retention)
    implements Plan {
  static SinkPlan of(Settings settings) {
    return new SinkPlan(
        SinkKeys.LANES.group(settings),
        settings.value(SinkKeys.PROCESSORS),
        SinkKeys.LANES.lanes(settings),
        settings.value(SinkKeys.SNAPSHOT_EVERY),
        settings.value(SinkKeys.SNAPSHOT_AFTER),
        new Retention(
            settings.value(SinkKeys.COLLECTION),
            settings.value(SinkKeys.RETAIN_RECORDS),
            settings.value(SinkKeys.RETAIN_TIME)));
  }

  @Override
  public LaneOwner begin(Ground ground) {
    return new CheckpointSink(
        new SinkSettings(
            ground.client(),
            ground.topics(),
            group,
            processors,
            lanes,
            snapshotEvery,
            snapshotAfter,
            retention),
        ground.log(),
        ground.codec(),
        ground.meters());
  }
}
