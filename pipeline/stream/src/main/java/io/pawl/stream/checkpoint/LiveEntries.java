package io.pawl.stream.checkpoint;

import io.pawl.stream.codec.Checkpoint;
import io.pawl.stream.codec.CheckpointKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live entries of one partition of the checkpoints, which agree with its last fold mark.
 *
 * @param values by key, as they stand in the topic, without mark and snapshot
 * @param mark null if nothing was ever folded
 * @param snapshot null if none was taken yet
 * @param records read to know all this, with those that are not live any more
 */
public record LiveEntries(
    Map<CheckpointKey, byte[]> values,
    Checkpoint.@Nullable FoldMark mark,
    Checkpoint.@Nullable PartitionSnapshot snapshot,
    long records) {}
